// The pacer as a Redis script, a text module so that the bundles carry it. It is the twin of step.ts, of the modes
// and of run-batch.ts: the same operations in the same order, hence the same bits. Change both or neither.
//
// Why it is safe: a script runs alone, so no two batches interleave; everything is read and computed before
// the first write, so an error leaves the game as it was; numbers enter and leave as packed doubles, because
// Redis writes a Lua number with 14 digits.

import { SCRIPT_MODES } from "#lib/pacing/redis/script-modes.ts";
import { SCRIPT_TIMES } from "#lib/pacing/redis/script-times.ts";

const HEAD = `#!lua
-- Decides one batch of plays of one game.
-- KEYS: 1 state hash (e epoch, c settings, s state), 2 plan with moments, 3 wins hash, 4.. memo hashes
-- ARGV: 1 epoch, 2 per play three doubles (t, u, number of its memo key from 1), then play id, player per play
-- Reply: OK, state after the batch, rows (k, t, S, brand, reason, shares), one digit per row: 1 if read again
--        STALE: a higher epoch holds the game. MISSING: nothing is held for this epoch. Neither writes.
-- Guarantee: a play known to the memo gets its first answer; any other play gets the next ordinal k.
local unpackd, packd, call, floor = struct.unpack, struct.pack, redis.call, math.floor
local stateKey, planKey, winsKey = KEYS[1], KEYS[2], KEYS[3]
local epoch = tonumber(ARGV[1])
local held = call('HMGET', stateKey, 'e', 'c', 's')
if not (held[1] and held[2] and held[3]) then return {'MISSING'} end
if tonumber(held[1]) > epoch then return {'STALE'} end
if tonumber(held[1]) < epoch then return {'MISSING'} end
local MODE, DURATION, T, J, planDoubles, tf, tauC, burst, M, MF, SNAP, M0, C, RHO, PMAX, FLOOR, HMIN, USERCAP, FINALE,
  GRANULARITY, MINP, ODDS, LIFE, nb, nw, no = unpackd('<dddddddddddddddddddddddddd', held[2])
local brandsAt = 26
local windowsAt = brandsAt + 5 * nb
local spansAt = windowsAt + 5 * nw
if call('STRLEN', planKey) ~= 8 * planDoubles then return {'MISSING'} end
if #held[3] ~= 8 * (20 + 3 * nb + 2 * nw) then return {'MISSING'} end
local _, _, n, ns, tLast, gap, gf, cs, ms, runFrom, runPlays, runs, cycleFrom, cycleN, runOn, runRush,
  slotIndex, slotWins, slotCap, k = unpackd('<dddddddddddddddddddd', held[3])
-- Wins at b, budgets at nb + b, shifts at 2 nb + b.
local coupons = {unpackd('<' .. string.rep('d', 3 * nb), held[3], 161)}
-- Window at w, winners in it at nw + w.
local windows = {}
if nw > 0 then windows = {unpackd('<' .. string.rep('d', 2 * nw), held[3], 161 + 24 * nb)} end
-- Per brand weight, lead, cap per player, number of moments and where they begin.
local settings = {unpackd('<' .. string.rep('d', 5 * nb), held[2], 8 * brandsAt + 1)}
local weight, lead, capped = {}, {}, {}
for b = 1, nb do
  weight[b], lead[b] = settings[5 * b - 4], settings[5 * b - 3]
  if settings[5 * b - 2] > 0 then capped[#capped + 1] = b end
end
-- Per window rule length, least, most, number of edges and where they begin.
local rules = {}
if nw > 0 then rules = {unpackd('<' .. string.rep('d', 5 * nw), held[2], 8 * windowsAt + 1)} end

local count = (#ARGV - 2) / 2
local arrival, draw, memoOf = {}, {}, {}
for i = 1, count do arrival[i], draw[i], memoOf[i] = unpackd('<ddd', ARGV[2], 24 * i - 23) end

-- Answers given before, under this epoch: a memo from before a rebuild says nothing any more.
local known = {}
do
  local ids = {}
  for i = 1, count do
    local m = memoOf[i]
    if not ids[m] then ids[m] = {} end
    ids[m][#ids[m] + 1] = ARGV[2 * i + 1]
  end
  for m, list in pairs(ids) do
    local answers = call('HMGET', KEYS[3 + m], unpack(list))
    for i = 1, #list do
      if answers[i] and unpackd('<d', answers[i]) == epoch then known[list[i]] = string.sub(answers[i], 9) end
    end
  end
end

-- Wins of the batch's players; read in pieces because a call holds at most 8,000 arguments.
local won = {}
do
  local fields, asked = {}, {}
  local function fetch()
    if #fields == 0 then return end
    local values = call('HMGET', winsKey, unpack(fields))
    for i = 1, #fields do won[fields[i]] = tonumber(values[i] or '0') end
    fields = {}
  end
  if USERCAP > 0 or #capped > 0 then
    for i = 1, count do
      local player = ARGV[2 * i + 2]
      if not asked[player] then
        asked[player] = true
        fields[#fields + 1] = player
        for j = 1, #capped do fields[#fields + 1] = player .. '|' .. string.format('%d', capped[j] - 1) end
        if #fields > 4000 then fetch() end
      end
    end
    fetch()
  end
end

-- Of the play at hand: rates, where it stands, the chance per brand, what is left per brand for its player.
local l1, lc, tauB, tauD, paced, left, due, slope
local P, rest, none = {}, {}, {}
for b = 1, nb do none[b] = 0 end
`;

const LOOP = `
local rowFormat = '<' .. string.rep('d', 5 + nb)
local rows, again, winners = {}, {}, {}
local memos = {}

for i = 1, count do
  local playId, player = ARGV[2 * i + 1], ARGV[2 * i + 2]
  local row = known[playId]
  if row then
    again[i] = '1'
  else
    local t, u = arrival[i], draw[i]
    local brand, S, reason, shares = -1, 0, 0, none
    local isCapped = USERCAP > 0 and won[player] >= USERCAP
    for b = 1, nb do rest[b] = coupons[nb + b] - coupons[b] end
    local full = 0
    for j = 1, #capped do
      local b = capped[j]
      if won[player .. '|' .. string.format('%d', b - 1)] >= settings[5 * b - 2] then rest[b] = 0 full = full + 1 end
    end
    if full == nb then isCapped = true end
    if not (t >= 0 and t < DURATION) or (no > 0 and not isOpenAt(t)) then
      reason = 2
    elseif isCapped then
      reason = 1
    else
      if t < tLast then t = tLast end
      paced = t
      local dt = t - tLast
      if no > 0 then
        paced = pacedAt(t)
        dt = paced - pacedAt(tLast)
      end
      tLast = t
      if n > 0 and dt > 30 * gap then
        if runPlays >= 16 then
          local length = paced - dt - runFrom
          local w = runs + 1
          if w > 4 then w = 4 end
          runOn = runOn + (length - runOn) / w
          if runs > 0 and length > 0 then
            local rush = runPlays / length * ((runFrom - cycleFrom) / (n - runPlays - cycleN))
            local v = runs < 4 and runs or 4
            runRush = runRush + (rush - runRush) / v
          end
          cycleFrom = runFrom
          cycleN = n - runPlays
          runs = runs + 1
        end
        runFrom, runPlays = paced, 0
      end
      if n > 0 and dt > 0 then
        local seen, w = dt / ns, M0 + n
        local limit = C * gap
        gap = gap + ((seen < limit and seen or limit) - gap) * ns / ((w < M and w or M) + ns - 1)
        limit = C * gf
        gf = gf + ((seen < limit and seen or limit) - gf) * ns / ((w < MF and w or MF) + ns - 1)
        if gf < 1e-7 then gf = 1e-7 end
        if gf < gap * SNAP then
          gap = gf
          runFrom, runPlays = paced, 0
        end
        if gap < 1e-7 then gap = 1e-7 end
        ns = 1
      else
        ns = n > 0 and ns + 1 or 1
      end
      n = n + 1
      runPlays = runPlays + 1
      local x = dt / tauC
      local d = 1 / (1 + x + x * x * 0.5)
      cs = cs * d + 1
      ms = ms * d + (1 - d)
      l1 = 1 / gap
      lc = cs / (tauC * (ms > 1e-9 and ms or 1e-9))
      tauB, tauD = burst, tauC
      if runs > 0 then
        local run = runOn > HMIN and runOn or HMIN
        if run < 1.5 * tauB then tauD = run end
        if run < tauB then tauB = run end
      end
      if lc > l1 then lc = l1 end

      local y = paced / T * J
      local at = floor(y)
      if at > J - 1 then at = J - 1 end
      local f0, f1 = segment(at)
      local rise = f1 - f0
      due = f0 + rise * (y - at)
      slope = rise * J / T
      left = T - paced

      local isFull = false
      for w = 1, nw do
        local index = windowIndexAt(w, t)
        if windows[w] ~= index then windows[w], windows[nw + w] = index, 0 end
        local most = rules[5 * w - 2]
        if most > 0 and windows[nw + w] >= most then isFull = true end
      end
      local claims = false
      if not isFull then
        for b = 1, nb do
          P[b] = 0
          if not (rest[b] > 0) then rest[b] = 0 end
        end
        shares = P
        S, claims = settle()
      end
      if S > 0 then
        local sum = 0
        for b = 1, nb do
          sum = sum + P[b]
          if P[b] > 0 and u < sum then brand = b - 1 break end
        end
      end
      if brand >= 0 then
        local b = brand + 1
        coupons[b] = coupons[b] + 1
        if MODE == 2 then slotWins = slotWins + 1 end
        if MODE == 4 and not claims then coupons[2 * nb + b] = coupons[2 * nb + b] - 1 end
        for w = 1, nw do windows[nw + w] = windows[nw + w] + 1 end
        winners[#winners + 1] = player
        if won[player] then won[player] = won[player] + 1 end
        if settings[5 * b - 2] > 0 then
          local field = player .. '|' .. string.format('%d', brand)
          winners[#winners + 1] = field
          won[field] = won[field] + 1
        end
      end
    end
    k = k + 1
    row = packd(rowFormat, k, t, S, brand, reason, unpack(shares, 1, nb))
    known[playId] = row
    again[i] = '0'
    local m = memoOf[i]
    if not memos[m] then memos[m] = {} end
    local list = memos[m]
    list[#list + 1] = playId
    list[#list + 1] = packd('<d', epoch) .. row
  end
  rows[i] = row
end

local state =
  packd('<dddddddddddddddddddd', nb, nw, n, ns, tLast, gap, gf, cs, ms, runFrom, runPlays, runs, cycleFrom, cycleN,
    runOn, runRush, slotIndex, slotWins, slotCap, k) ..
  packd('<' .. string.rep('d', 3 * nb), unpack(coupons, 1, 3 * nb))
if nw > 0 then state = state .. packd('<' .. string.rep('d', 2 * nw), unpack(windows, 1, 2 * nw)) end
for m, list in pairs(memos) do
  call('HSET', KEYS[3 + m], unpack(list))
  call('PEXPIRE', KEYS[3 + m], 1800000)
end
for i = 1, #winners do call('HINCRBY', winsKey, winners[i], 1) end
if next(memos) then call('HSET', stateKey, 's', state) end
return {'OK', state, table.concat(rows), table.concat(again)}
`;

export const PACER_SCRIPT = [HEAD, SCRIPT_TIMES, SCRIPT_MODES, LOOP].join("");
