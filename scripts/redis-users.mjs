// Prints the users of a Redis of your own, for redis.conf or an ACL file:
//   OWNER_PASSWORD=… node scripts/redis-users.mjs
// and below them the password each process has to use, which follows from the owner's.
import { PROCESSES, passwordOf, redisUsers } from "./stores/roles.mjs";

const ownerPassword = process.env.OWNER_PASSWORD;
if (!ownerPassword) {
  console.error("Usage: OWNER_PASSWORD=… node scripts/redis-users.mjs");
  process.exit(2);
}
for (const line of redisUsers(ownerPassword)) console.log(line);
for (const name of PROCESSES) {
  console.log(`# frolic_${name}: ${passwordOf(ownerPassword, `frolic_${name}`)}`);
}
