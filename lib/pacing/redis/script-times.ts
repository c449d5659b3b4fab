// The clocks in Lua: opening hours and windows. Twins of open-hours.ts and windows.ts: the same operations in the
// same order. It reads the names that script.ts defines before it.

export const SCRIPT_TIMES = `
local isOpenAt, pacedAt, windowIndexAt, windowEndOf
-- Most games have neither; a function made is time lost in every call.
if no > 0 or nw > 0 then
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
  function isOpenAt(t)
    local i = countUpTo(t, no, spansAt, 3)
    return i > 0 and t < setting(spansAt + 3 * i - 2)
  end
  function pacedAt(t)
    if no == 0 then return t end
    local i = countUpTo(t, no, spansAt, 3)
    if i == 0 then return 0 end
    local from, to, before = unpackd('<ddd', held[2], 8 * (spansAt + 3 * i - 3) + 1)
    return before + ((t < to and t or to) - from)
  end
  function windowIndexAt(w, t)
    local length = rules[5 * w - 4]
    if length > 0 then return floor(t / length) end
    return countUpTo(t, rules[5 * w - 1], rules[5 * w], 1) - 1
  end
  function windowEndOf(w, index)
    local length = rules[5 * w - 4]
    local ends
    if length > 0 then ends = (index + 1) * length
    elseif index + 1 < rules[5 * w - 1] then ends = setting(rules[5 * w] + index + 1)
    else ends = DURATION end
    return ends < DURATION and ends or DURATION
  end
end
`;
