// The pacer as a Redis script, a text module so that the bundles carry it. It is the twin of smooth.ts and
// run-batch.ts: the same operations in the same order, hence the same bits. Change both or neither.
//
// Why it is safe: a script runs alone, so no two batches interleave; everything is read and computed before
// the first write, so an error leaves the game as it was; numbers enter and leave as packed doubles, because
// Redis writes a Lua number with 14 digits.

export const PACER_SCRIPT = `#!lua
-- Decides one batch of plays of one game.
-- KEYS: 1 state hash (e epoch, c settings, s state), 2 plan, 3 wins hash, 4.. memo hashes
-- ARGV: 1 epoch, 2 per play three doubles (t, u, number of its memo key from 1), then play id, player per play
-- Reply: OK, state after the batch, rows (k, t, S, brand, reason, shares), one digit per row: 1 if read again
--        STALE: a higher epoch holds the game. MISSING: nothing is held for this epoch. Neither writes.
-- Guarantee: a play known to the memo gets its first answer; any other play gets the next ordinal k.
local unpackd, packd, call = struct.unpack, struct.pack, redis.call
local stateKey, planKey, winsKey = KEYS[1], KEYS[2], KEYS[3]
local epoch = tonumber(ARGV[1])
local held = call('HMGET', stateKey, 'e', 'c', 's')
if not (held[1] and held[2] and held[3]) then return {'MISSING'} end
if tonumber(held[1]) > epoch then return {'STALE'} end
if tonumber(held[1]) < epoch then return {'MISSING'} end
local T, J, tf, tauC, tauB, M, MF, SNAP, M0, C, RHO, PMAX, FLOOR, HMIN, SLOTMAX, SLOTMIN, USERCAP, nb =
  unpackd('<dddddddddddddddddd', held[2])
if call('STRLEN', planKey) ~= 8 * (J + 1) then return {'MISSING'} end
if #held[2] ~= 8 * (18 + 3 * nb) or #held[3] ~= 8 * (10 + 2 * nb) then return {'MISSING'} end
local n, ns, tLast, gap, gf, cs, ms, slotIndex, slotWins, k = unpackd('<dddddddddd', held[3])
local brandDoubles = '<' .. string.rep('d', 3 * nb)
local settings = {unpackd(brandDoubles, held[2], 145)}
-- Wins at b, budgets at nb + b.
local coupons = {unpackd(string.sub(brandDoubles, 1, 1 + 2 * nb), held[3], 81)}
local capped = {}
for b = 1, nb do
  if settings[3 * b] > 0 then capped[#capped + 1] = b end
end

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

-- Both ends of a plan slot, read once per call.
local floor = math.floor
local from, to = {}, {}
local function segment(i)
  local a = from[i]
  if a then return a, to[i] end
  local z
  a, z = unpackd('<dd', call('GETRANGE', planKey, 8 * i, 8 * i + 15))
  from[i], to[i] = a, z
  return a, z
end
local function dueAt(s)
  if s <= 0 then return 0 end
  if s >= T then return 1 end
  local y = s / T * J
  local i = floor(y)
  if i > J - 1 then i = J - 1 end
  local a, z = segment(i)
  return a + (z - a) * (y - i)
end
local l1, lc
local function playsIn(h)
  local x = h / tauB
  local N = lc * h + (l1 - lc) * tauB * (1 - 1 / (1 + x + x * x * 0.5))
  return N > 1 and N or 1
end

local rowFormat = '<' .. string.rep('d', 5 + nb)
local P, rest, none = {}, {}, {}
for b = 1, nb do none[b] = 0 end
local rows, again, winners = {}, {}, {}
local memos, memoCount = {}, {}

for i = 1, count do
  local playId, player = ARGV[2 * i + 1], ARGV[2 * i + 2]
  local row = known[playId]
  if row then
    again[i] = '1'
  else
    local t, u = arrival[i], draw[i]
    local brand, S, reason, shares = -1, 0, 0, none
    local isCapped = USERCAP > 0 and won[player] >= USERCAP
    local full = 0
    for j = 1, #capped do
      local b = capped[j]
      rest[b] = 0
      if won[player .. '|' .. string.format('%d', b - 1)] >= settings[3 * b] then rest[b] = -1 full = full + 1 end
    end
    if full == nb then isCapped = true end
    if not (t >= 0 and t < T) then
      reason = 2
    elseif isCapped then
      reason = 1
    else
      if t < tLast then t = tLast end
      local dt = t - tLast
      tLast = t
      if n > 0 and dt > 0 then
        local seen, w = dt / ns, M0 + n
        local limit = C * gap
        gap = gap + ((seen < limit and seen or limit) - gap) * ns / ((w < M and w or M) + ns - 1)
        limit = C * gf
        gf = gf + ((seen < limit and seen or limit) - gf) * ns / ((w < MF and w or MF) + ns - 1)
        if gf < 1e-7 then gf = 1e-7 end
        if gf < gap * SNAP then gap = gf end
        if gap < 1e-7 then gap = 1e-7 end
        ns = 1
      else
        ns = n > 0 and ns + 1 or 1
      end
      n = n + 1
      local x = dt / tauC
      local d = 1 / (1 + x + x * x * 0.5)
      cs = cs * d + 1
      ms = ms * d + (1 - d)
      l1 = 1 / gap
      lc = cs / (tauC * (ms > 1e-9 and ms or 1e-9))
      if lc > l1 then lc = l1 end

      local y = t / T * J
      local slot = floor(y)
      if slot > J - 1 then slot = J - 1 end
      local f0, f1 = segment(slot)
      local rise = f1 - f0
      local due = f0 + rise * (y - slot)
      local slope = rise * J / T
      local left = T - t
      local hMost = t < tf and tf - t or left / 3
      if slotIndex ~= slot then slotIndex = slot slotWins = 0 end

      local open = 0
      for b = 1, nb do
        local p, W, B = 0, coupons[b], coupons[nb + b]
        local R = B - W
        if settings[3 * b] > 0 and rest[b] < 0 then R = 0 end
        if R > 0 then
          local G, sl, r0, lead = B * due, B * slope, B / T, settings[3 * b - 1]
          local bound = G + 2 * lead
          local h = sl > 0 and lead / sl or T
          if h > hMost then h = hMost end
          if h < HMIN then h = HMIN end
          local Z = B * dueAt(t + h)
          if Z > bound then Z = bound end
          local A = Z - W
          if A > 0 then
            if A > 2 * lead then A = 2 * lead end
            p = A / playsIn(h)
          end
          local D = G - W - lead
          if D > 0 then
            local hc = left / 3
            if hc > tauC then hc = tauC end
            if hc < HMIN then hc = HMIN end
            p = p + D / playsIn(hc)
          end
          local fastest = sl > r0 and sl or r0
          local most = (1 + RHO) * fastest / l1
          local N = l1 * left
          local ending = 3 * R / (N > 1 and N or 1)
          if most < ending then most = ending end
          if p > most then p = most end
          if W < bound then
            local least = FLOOR * r0 / l1
            if p < least then p = least end
          end
        else
          R = 0
        end
        P[b], rest[b] = p, R
        S = S + p
        open = open + R
      end
      shares = P
      if SLOTMAX > 0 and slotWins >= SLOTMAX then
        S = 0
        shares = none
      else
        if SLOTMIN > 0 and slotWins < SLOTMIN and open > 0 then
          local least = (SLOTMIN - slotWins) / playsIn((slot + 1) * T / J - t)
          if S < least then
            local z = S > 0 and least / S or 0
            for b = 1, nb do
              if S > 0 then P[b] = P[b] * z else P[b] = least * rest[b] / open end
            end
            S = least
          end
        end
        if S > PMAX then
          local q = 0
          for b = 1, nb do P[b] = P[b] * settings[3 * b - 2] q = q + P[b] end
          for b = 1, nb do P[b] = P[b] * PMAX / q end
          S = PMAX
        end
      end
      if S > 0 then
        local sum = 0
        for b = 1, nb do
          sum = sum + shares[b]
          if shares[b] > 0 and u < sum then brand = b - 1 break end
        end
      end
      if brand >= 0 then
        coupons[brand + 1] = coupons[brand + 1] + 1
        slotWins = slotWins + 1
        winners[#winners + 1] = player
        if won[player] then won[player] = won[player] + 1 end
        if settings[3 * brand + 3] > 0 then
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

local stateFormat = '<dddddddddd' .. string.rep('d', 2 * nb)
local state =
  packd(stateFormat, n, ns, tLast, gap, gf, cs, ms, slotIndex, slotWins, k, unpack(coupons, 1, 2 * nb))
for m, list in pairs(memos) do
  call('HSET', KEYS[3 + m], unpack(list))
  call('PEXPIRE', KEYS[3 + m], 1800000)
end
for i = 1, #winners do call('HINCRBY', winsKey, winners[i], 1) end
if next(memos) then call('HSET', stateKey, 's', state) end
return {'OK', state, table.concat(rows), table.concat(again)}
`;
