import { env } from "#lib/platform/env.ts";

interface Command {
  readonly summary: string;
  /** Prints its answer to standard output; a throw becomes exit code 1 and its message. */
  run(args: readonly string[]): Promise<void>;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Each command loads its own code, so that one broken domain does not keep the others from running. */
const commands: Readonly<Record<string, Command>> = {
  migrate: {
    summary: "bring the database schema up to date",
    async run() {
      const { migrateDatabase } = await import("#lib/platform/migrate.ts");
      const { DATABASE_URL, DATABASE_DIRECT_URL } = env();
      await migrateDatabase(DATABASE_DIRECT_URL ?? DATABASE_URL, "drizzle");
      print("The schema is up to date.");
    },
  },
  "seed-demo": {
    summary: "make the demo campaigns; --if-empty: only on a fresh installation",
    async run(args) {
      const { seedDemoCommand } = await import("#workers/cli/demo.ts");
      print(await seedDemoCommand(env(), args));
    },
  },
  "remove-demo": {
    summary: "delete the demo campaigns and everything of them",
    async run() {
      const { removeDemoCommand } = await import("#workers/cli/demo.ts");
      print(await removeDemoCommand(env()));
    },
  },
  quarantine: {
    summary:
      "after a restore: hold campaigns, void coupons of the witness files that are free again",
    async run(args) {
      const { quarantineCommand } = await import("#workers/cli/quarantine.ts");
      print(await quarantineCommand(env(), args));
    },
  },
  "rebuild-redis": {
    summary: "give Redis every game that is under way as the ledger has it, also beside workers",
    async run() {
      const { rebuildRedisCommand } = await import("#workers/cli/rebuild-redis.ts");
      print(await rebuildRedisCommand(env()));
    },
  },
  "approvals-off": {
    summary: "no second person is needed any more, when too few are left: REASON",
    async run(args) {
      const { approvalsOffCommand } = await import("#workers/cli/approvals-off.ts");
      print(await approvalsOffCommand(env(), args));
    },
  },
  drill: {
    summary: "storm the game of a rehearsal: --game ID [--players N] [--url URL] [--json]",
    async run(args) {
      const { drillCommand } = await import("#workers/cli/drill.ts");
      print(await drillCommand(env(), args));
    },
  },
  promoter: {
    summary: "what the built-in promoter posts to: list, connect or disconnect",
    async run(args) {
      const { promoterCommand } = await import("#workers/cli/promoter.ts");
      print(await promoterCommand(env(), args));
    },
  },
  privacy: {
    summary: "export or erase what is held about a person or a player",
    async run(args) {
      const { privacyCommand } = await import("#workers/cli/privacy.ts");
      print(await privacyCommand(env(), args));
    },
  },
  "rotate-secret": {
    summary: "carry everything sealed from FROLIC_SECRET to FROLIC_NEXT_SECRET, while nothing runs",
    async run() {
      const { rotateSecretCommand } = await import("#workers/cli/rotate-secret.ts");
      print(await rotateSecretCommand(env()));
    },
  },
  "verify-audit": {
    summary:
      "recompute the audit and access chains and compare them with the signed heads: [FOLDER]",
    async run(args) {
      const { verifyAuditCommand } = await import("#workers/cli/verify-audit.ts");
      print(await verifyAuditCommand(env(), args));
    },
  },
  "setup-token": {
    summary: "make the one-time link for the first admin",
    async run() {
      const { setupLink } = await import("#workers/cli/setup-token.ts");
      print(await setupLink(env()));
    },
  },
};

function usage(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return `Usage: node dist/cli.mjs <command>\n${lines.join("\n")}`;
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name ?? "") ? commands[name ?? ""] : undefined;
  if (!command) {
    process.stderr.write(`${usage()}\n`);
    return 2;
  }
  try {
    await command.run(args);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
