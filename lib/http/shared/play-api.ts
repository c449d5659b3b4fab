// The play API of WIRE: one table of addresses, served by the gateway on its hot path and by the route handlers
// of a web process that stands alone.

import { z } from "zod";
import { type ApiAnswer, type ApiCall, jsonAnswer } from "#lib/http/shared/api-call.ts";
import { mintPlayer } from "#lib/http/shared/mint-player.ts";
import { takeFormPlay } from "#lib/http/shared/play-form.ts";
import type { PlayServices } from "#lib/http/shared/play-services.ts";
import { playerCookieHeader } from "#lib/http/shared/player-guard.ts";
import { problemAnswer } from "#lib/http/shared/problem.ts";
import { isFormCall, readJsonCall } from "#lib/http/shared/read-call.ts";
import { revealPage } from "#lib/http/shared/reveal-page.ts";
import { AppError } from "#lib/platform/errors.ts";
import { createTokenBuckets } from "#lib/platform/token-buckets.ts";
import { playerRequestSchema } from "#lib/plays/contract.ts";
import { listPrizes } from "#lib/plays/list-prizes.ts";
import { readChainLinks, readPlayProof } from "#lib/plays/proof/play-proof.ts";
import { waitMsMax } from "#lib/plays/read-result.ts";
import { revealCode } from "#lib/plays/reveal-code.ts";
import { publishedKey } from "#lib/plays/sign-heads.ts";
import { findGameProof } from "#lib/plays/store-proof.ts";

const revealLimit = { burst: 10, perS: 0.5 };

type Handler = (services: PlayServices, call: ApiCall, id: string) => Promise<ApiAnswer>;

interface ApiRoute {
  readonly method: string;
  /** One group: the id in the address. */
  readonly path: RegExp;
  readonly handle: Handler;
}

const uuid = "([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})";

const routes: readonly ApiRoute[] = [
  { method: "POST", path: /^\/api\/plays$/, handle: postPlay },
  { method: "GET", path: new RegExp(`^/api/plays/${uuid}$`), handle: getPlay },
  { method: "GET", path: new RegExp(`^/api/games/${uuid}$`), handle: getGame },
  { method: "POST", path: /^\/api\/players$/, handle: postPlayer },
  { method: "POST", path: new RegExp(`^/api/plays/${uuid}/reveal$`), handle: postReveal },
  { method: "GET", path: /^\/api\/players\/me\/prizes$/, handle: getPrizes },
  { method: "GET", path: new RegExp(`^/api/games/${uuid}/proof$`), handle: getGameProof },
  { method: "GET", path: new RegExp(`^/api/games/${uuid}/chain$`), handle: getChain },
  { method: "GET", path: new RegExp(`^/api/plays/${uuid}/proof$`), handle: getPlayProof },
];

/** True for every address below the play API, whatever the method: nobody else answers there. */
export function isPlayApiPath(path: string): boolean {
  return /^\/api\/(?:plays|players|games)(?:\/|$)/.test(path);
}

/** The answer to a call below the play API, problems included; never throws. */
export async function answerPlayApi(services: PlayServices, call: ApiCall): Promise<ApiAnswer> {
  try {
    for (const { method, path, handle } of routes) {
      const found = method === call.method ? path.exec(call.path) : null;
      if (found) return await handle(services, call, (found[1] ?? "").toLowerCase());
    }
    throw new AppError("not_found");
  } catch (error) {
    return problemAnswer(error, call.requestId, "play API", services.runtime.logger);
  }
}

async function postPlay(services: PlayServices, call: ApiCall): Promise<ApiAnswer> {
  if (isFormCall(call)) return takeFormPlay(services, call);
  const caller = await services.guard.require(call);
  const body = await readJsonCall(call);
  const receipt = await services.desk.submit({ ...caller, address: call.address }, body);
  const { playId, revealInMs } = receipt.body;
  services.results.remember({ ...receipt, playId }, revealInMs);
  return services.guard.renew(caller, call, jsonAnswer(202, receipt.body));
}

const playQuerySchema = z.coerce.number().int().min(0).catch(0);

async function getPlay(services: PlayServices, call: ApiCall, playId: string): Promise<ApiAnswer> {
  const { identity } = await services.guard.require(call);
  const waitMs = Math.min(waitMsMax, playQuerySchema.parse(call.query.get("waitMs") ?? 0));
  const { playerId } = identity;
  return jsonAnswer(
    200,
    await services.results.read({ playId, playerId, waitMs, signal: call.signal }),
  );
}

async function getGame(services: PlayServices, _call: ApiCall, gameId: string): Promise<ApiAnswer> {
  const view = await services.views.find(gameId);
  if (!view) throw new AppError("unknown_game");
  return jsonAnswer(200, view);
}

/**
 * A token for a campaign. A browser that has one keeps its player and only gains the campaign, and that is not
 * counted against its address.
 */
async function postPlayer(services: PlayServices, call: ApiCall): Promise<ApiAnswer> {
  const request = playerRequestSchema.parse(await readJsonCall(call));
  const minted = await mintPlayer(services, call, request);
  const { token, playerId, expiresAtS } = minted;
  const expiresAt = new Date(expiresAtS * 1000).toISOString();
  return jsonAnswer(
    201,
    { playerId, token, expiresAt },
    { "set-cookie": playerCookieHeader(minted, call) },
  );
}

const revealBuckets = createTokenBuckets(50_000);

/** The code, to its owner only; a browser without JavaScript gets a small page instead of JSON. */
async function postReveal(
  services: PlayServices,
  call: ApiCall,
  playId: string,
): Promise<ApiAnswer> {
  const { identity } = await services.guard.require(call);
  const { runtime } = services;
  const { playerId } = identity;
  const waitMs = revealBuckets.take(playerId, revealLimit, runtime.clock.monotonicMs());
  if (waitMs > 0) throw new AppError("rate_limited", { retryAfterS: waitMs / 1000 });
  const deps = { sql: runtime.database.sql, masterSecret: runtime.env.FROLIC_SECRET };
  const revealed = await revealCode(deps, { playId, playerId });
  return isFormCall(call) ? revealPage(revealed) : jsonAnswer(200, revealed);
}

async function getPrizes(services: PlayServices, call: ApiCall): Promise<ApiAnswer> {
  const caller = await services.guard.require(call);
  const asked = z.uuid().nullable().parse(call.query.get("campaignId"));
  const known = caller.identity.campaignIds;
  const campaignIds = asked === null ? (known ?? []) : [asked.toLowerCase()];
  const allowed = campaignIds.filter((id) => known === undefined || known.includes(id));
  const { sql } = services.runtime.database;
  const prizes = allowed.length > 0 ? await listPrizes(sql, caller.identity.playerId, allowed) : [];
  return services.guard.renew(caller, call, jsonAnswer(200, { prizes }));
}

async function getGameProof(
  services: PlayServices,
  _call: ApiCall,
  gameId: string,
): Promise<ApiAnswer> {
  const proof = await findGameProof(services.runtime.database.sql, gameId);
  if (!proof) throw new AppError("unknown_game");
  return jsonAnswer(200, {
    gameId,
    commitment: proof.commitment,
    committedAt: proof.committed_at,
    // The plan's finish is a secret of the seed: it is public with the seed and not before.
    committed: proof.is_over && proof.committed !== null ? JSON.parse(proof.committed) : null,
    chain:
      proof.chain_seq === null ? null : { seq: Number(proof.chain_seq), hash: proof.chain_hash },
    isRevealed: proof.is_over,
    seed: proof.seed,
    publicKey: publishedKey(services.runtime.env.FROLIC_SECRET).spki,
  });
}

/** Proofs are for everybody and cost a batch of hashes each: so many per address. */
const proofBuckets = createTokenBuckets(50_000);
const proofLimit = { burst: 60, perS: 4 };

function takeProof({ runtime }: PlayServices, { address }: ApiCall): void {
  const waitMs = proofBuckets.take(address, proofLimit, runtime.clock.monotonicMs());
  if (waitMs > 0) throw new AppError("rate_limited", { retryAfterS: waitMs / 1000 });
}

async function getPlayProof(
  services: PlayServices,
  call: ApiCall,
  playId: string,
): Promise<ApiAnswer> {
  takeProof(services, call);
  const { database, env } = services.runtime;
  const signer = publishedKey(env.FROLIC_SECRET);
  return jsonAnswer(200, await readPlayProof({ sql: database.sql, signer }, playId));
}

const afterSchema = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).catch(0);

/** The hashes of a chain, page by page: what leads from an entry to a signed head. */
async function getChain(services: PlayServices, call: ApiCall, gameId: string): Promise<ApiAnswer> {
  takeProof(services, call);
  const afterSeq = afterSchema.parse(call.query.get("after") ?? 0);
  const links = await readChainLinks(services.runtime.database.sql, { gameId, afterSeq });
  return jsonAnswer(200, { links });
}
