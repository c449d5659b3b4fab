// The modes in Lua: the part of the pacer script that works out a play's chances. Twins of smooth.ts, slot-mode.ts,
// odds-mode.ts, moments-mode.ts and of settle() in step.ts: the same operations in the same order. It reads the
// names that script.ts defines before it: plan, state, and of the play at hand `paced`, `left`, `due`, `slope`,
// the lists P and rest.

export const SCRIPT_MODES = `
-- Both ends of a plan slot, read once per call.
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
local function playsIn(h)
  local x = h / tauB
  local N = lc * h + (l1 - lc) * tauB * (1 - 1 / (1 + x + x * x * 0.5))
  return N > 1 and N or 1
end
local function sumOf(list)
  local sum = 0
  for b = 1, nb do sum = sum + list[b] end
  return sum
end
local function lift(S, least)
  local left = sumOf(rest)
  if not (left > 0) or S >= least then return S end
  local z = S > 0 and least / S or 0
  for b = 1, nb do
    if S > 0 then P[b] = P[b] * z else P[b] = least * rest[b] / left end
  end
  return least
end

local function askSmooth()
  local hMost = paced < tf and tf - paced or left / 3
  for b = 1, nb do
    local R = rest[b]
    if R > 0 then
      local W, B, ahead = coupons[b], coupons[nb + b], lead[b]
      local G, sl, r0 = B * due, B * slope, B / T
      local bound = G + 2 * ahead
      local h = sl > 0 and ahead / sl or T
      if h > hMost then h = hMost end
      if h < HMIN then h = HMIN end
      local Z = B * dueAt(paced + h)
      if Z > bound then Z = bound end
      local A = Z - W
      local p = 0
      if A > 0 then
        if A > 2 * ahead then A = 2 * ahead end
        p = A / playsIn(h)
      end
      local D = G - W - ahead
      if D > 0 then
        local hc = left / 3
        if hc > tauD then hc = tauD end
        if hc < HMIN then hc = HMIN end
        p = p + D / playsIn(hc)
      end
      local fastest = sl > r0 and sl or r0
      local rush = 2 * runRush
      if rush < 1 + RHO then rush = 1 + RHO end
      local most = rush * fastest / l1
      local N = l1 * left
      local ending = 3 * (B - W) / (N > 1 and N or 1)
      if most < ending then most = ending end
      if p > most then p = most end
      if W < bound then
        local least = FLOOR * r0 / l1
        if p < least then p = least end
      end
      P[b] = p
    end
  end
end

local askSlot, askOdds, askMoments
if MODE ~= 0 then
function askSlot()
  local clock = T * due
  local seconds = floor(T - clock)
  if seconds < 1 then seconds = 1 end
  local slots = -floor(-(seconds / GRANULARITY))
  local slot = floor(clock / GRANULARITY)
  if slotIndex ~= slot then
    slotIndex, slotWins = slot, 0
    local budget = 0
    for b = 1, nb do
      local R = coupons[nb + b] - coupons[b]
      if R > 0 then budget = budget + R end
    end
    slotCap = -floor(-(budget / slots))
  end
  if slotWins >= slotCap then return end
  for b = 1, nb do P[b] = rest[b] / slots end
  if MINP > 0 then lift(sumOf(P), MINP) end
end

function askOdds()
  local q = 0
  for b = 1, nb do
    if rest[b] > 0 then q = q + weight[b] end
  end
  if not (q > 0) then return end
  for b = 1, nb do
    if rest[b] > 0 then P[b] = ODDS * weight[b] / q else P[b] = 0 end
  end
end

-- One moment of a brand, numbered from 0.
local function momentOf(b, i)
  local at = 8 * (settings[5 * b] + i)
  return (unpackd('<d', call('GETRANGE', planKey, at, at + 7)))
end
function askMoments()
  local reserved = MODE == 4 and left > FINALE
  local q = 0
  for b = 1, nb do
    local R = rest[b]
    if R > 0 then
      local count = settings[5 * b - 1]
      local i = coupons[b] + coupons[2 * nb + b]
      if i < 0 then i = 0 end
      if LIFE > 0 and i < count then
        local low, high = i, count
        while low < high do
          local middle = floor((low + high) / 2)
          if paced - momentOf(b, middle) > LIFE then low = middle + 1 else high = middle end
        end
        if low > i then
          coupons[2 * nb + b] = low - coupons[b]
          i = low
        end
      end
      if i < count and momentOf(b, i) <= paced then
        P[b] = weight[b]
        q = q + P[b]
      elseif reserved and i < count then
        local free = R - (count - i)
        rest[b] = free > 0 and free or 0
      end
    end
  end
  if q > 0 then
    for b = 1, nb do P[b] = P[b] / q end
    return true
  end
  if MODE == 4 then askOdds() end
  return false
end
end

-- Fills P and answers S, and whether the play claims a moment.
local function settle()
  local claims = false
  if MODE == 0 then askSmooth()
  elseif MODE == 2 then askSlot()
  elseif MODE == 3 then askOdds()
  else claims = askMoments() end
  if left <= FINALE then
    local plays = playsIn(left / 2)
    for b = 1, nb do
      local least = rest[b] / plays
      if P[b] < least then P[b] = least end
    end
  end
  local S = sumOf(P)
  if MODE ~= 1 then
    for w = 1, nw do
      local least = rules[5 * w - 3]
      local wins = windows[nw + w]
      if wins < least then
        S = lift(S, (least - wins) / playsIn(pacedAt(windowEndOf(w, windows[w])) - paced))
      end
    end
  end
  if S > PMAX then
    local q = 0
    for b = 1, nb do P[b] = P[b] * weight[b] q = q + P[b] end
    for b = 1, nb do P[b] = P[b] * PMAX / q end
    S = PMAX
  end
  return S, claims
end
`;
