// The clocks in Lua: opening hours and windows. Twins of open-hours.ts and windows.ts: the same operations in the
// same order. It reads the names that script.ts defines before it.

export const SCRIPT_TIMES = `
-- The n-th double of the settings, counted from 0.
local function setting(n) return (unpackd('<d', held[2], 8 * n + 1)) end
-- Number of the values not above t among count rising values, the first at double at, each stride doubles on.
local function countUpTo(t, count, at, stride)
  local low, high = 0, count
  while low < high do
    local middle = floor((low + high) / 2)
    if setting(at + stride * middle) <= t then low = middle + 1 else high = middle end
  end
  return low
end
local function isOpenAt(t)
  if not (t >= 0 and t < DURATION) then return false end
  if no == 0 then return true end
  local i = countUpTo(t, no, spansAt, 3)
  return i > 0 and t < setting(spansAt + 3 * i - 2)
end
local function pacedAt(t)
  if no == 0 then return t end
  local i = countUpTo(t, no, spansAt, 3)
  if i == 0 then return 0 end
  local from, to, before = unpackd('<ddd', held[2], 8 * (spansAt + 3 * i - 3) + 1)
  return before + ((t < to and t or to) - from)
end
local function windowIndexAt(w, t)
  if windowLength[w] > 0 then return floor(t / windowLength[w]) end
  return countUpTo(t, edges[w], edgesAt[w], 1) - 1
end
local function windowEndOf(w, index)
  local ends
  if windowLength[w] > 0 then ends = (index + 1) * windowLength[w]
  elseif index + 1 < edges[w] then ends = setting(edgesAt[w] + index + 1)
  else ends = DURATION end
  return ends < DURATION and ends or DURATION
end
`;
