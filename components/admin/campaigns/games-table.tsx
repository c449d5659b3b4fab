import Link from "next/link";
import { formatCount } from "#components/ui/format-number.ts";
import { formatWindow } from "#components/ui/format-time.ts";
import { Meter } from "#components/ui/meter.tsx";
import { Stamp, type StampState, stampStates } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { GameFigures } from "#lib/analytics/contract.ts";

/** Live without a coupon left reads "sold out". */
export function gameStamp(game: Pick<GameFigures, "state" | "left" | "budget">): StampState {
  if (game.state === "live" && game.left <= 0 && game.budget > 0) return "sold_out";
  return stampStates.find((state) => state === game.state) ?? "draft";
}

export function GamesTable({
  games,
  zone,
  href,
}: {
  readonly games: readonly GameFigures[];
  readonly zone: string;
  readonly href: string;
}) {
  return (
    <Table labelledBy="games">
      <thead>
        <tr>
          <th scope="col">Game</th>
          <th scope="col">State</th>
          <th scope="col">Window</th>
          <th scope="col" className="n">
            Plays
          </th>
          <th scope="col" className="n">
            Won
          </th>
          <th scope="col">Left</th>
        </tr>
      </thead>
      <tbody>
        {games.map((game) => (
          <tr key={game.gameId}>
            <th scope="row">
              <Link className="link" href={`${href}/games#game-${game.gameId}`}>
                {game.name}
              </Link>
            </th>
            <td>
              <Stamp state={gameStamp(game)} />
            </td>
            <td className="whitespace-nowrap">{formatWindow(game.startsMs, game.endsMs, zone)}</td>
            <td className="n">{formatCount(game.plays)}</td>
            <td className="n">{formatCount(game.won)}</td>
            <td>
              <Meter
                share={game.budget === 0 ? 0 : game.left / game.budget}
                label={`${formatCount(game.left)} of ${formatCount(game.budget)} left`}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
