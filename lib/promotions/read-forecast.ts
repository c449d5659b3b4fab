import type { Executor } from "#lib/platform/database.ts";
import type { Forecast } from "#lib/promotions/booking-contract.ts";
import { forecastBeside } from "#lib/promotions/compute-beside.ts";
import type { BookingAsked } from "#lib/promotions/forecast-booking.ts";
import { readPostingRules } from "#lib/promotions/network-settings.ts";
import {
  readHead,
  selectBookedBetween,
  selectLiveServers,
} from "#lib/promotions/store-allocation.ts";

/** The forecast of a booking on the network as it is now; the demo is a network of its own. */
export async function forecastBooking(
  db: Executor,
  booking: BookingAsked,
  demo: boolean,
): Promise<Forecast> {
  const rules = await readPostingRules(db);
  const { nowMs } = await readHead(db);
  const servers = (await selectLiveServers(db)).filter((each) => each.demo === demo);
  const { startsAt, endsAt } = booking;
  const booked = await selectBookedBetween(db, { startsAt, endsAt, demo });
  return forecastBeside({ servers, booked, rules, nowMs }, booking);
}
