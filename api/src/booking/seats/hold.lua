-- Takes seats of one cabin: as many as a party has, together if possible, or the named ones; all or
-- nothing. The rule is that of choose.rs.
--
-- KEYS[1] seat map: one bit a seat, 1 = taken    KEYS[2] when it was read, in microseconds
-- ARGV[1] the age in microseconds from which a map may not refuse
-- ARGV[2] how many seats    ARGV[3] first seat of the cabin    ARGV[4] seats in the cabin
-- ARGV[5] seats between aisles in a full row, as in '3,4,3'; the last row may end early
-- ARGV[6..] the named seats; none: any seats
-- returns {'held', left in the cabin, seat, ..} | {'sold_out', left} | {'taken', left, seat, ..}
--       | {'cold'}: no map | {'stale'}: a refusal, but the map is too old to be believed

local map = redis.call('GET', KEYS[1])
local read_at = redis.call('GET', KEYS[2])
if not map or not read_at then
  return {'cold'}
end

local party, first, seats = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local function free(seat)
  local byte = string.byte(map, math.floor(seat / 8) + 1)
  return byte ~= nil and bit.band(byte, bit.rshift(128, seat % 8)) == 0
end

local left = 0
for seat = first, first + seats - 1 do
  if free(seat) then
    left = left + 1
  end
end

local function refuse(answer)
  local now = redis.call('TIME')
  local age = now[1] * 1000000 + now[2] - tonumber(read_at)
  -- A map from the future was written by another clock.
  if age < 0 or age > tonumber(ARGV[1]) then
    return {'stale'}
  end
  return answer
end

local function take(chosen)
  local answer = {'held', left - #chosen}
  for _, seat in ipairs(chosen) do
    redis.call('SETBIT', KEYS[1], seat, 1)
    answer[#answer + 1] = seat
  end
  return answer
end

if #ARGV > 5 then
  local chosen, taken = {}, {'taken', left}
  for i = 6, #ARGV do
    local seat = tonumber(ARGV[i])
    if free(seat) then
      chosen[#chosen + 1] = seat
    else
      taken[#taken + 1] = seat
    end
  end
  if #taken > 2 then
    return refuse(taken)
  end
  return take(chosen)
end

if left < party then
  return refuse({'sold_out', left})
end

-- Runs of free seats side by side, from the front; each row's own runs too.
local runs, rows = {}, {}
local seat, last = first, first + seats - 1
while seat <= last do
  local row = {left = 0}
  for block in string.gmatch(ARGV[5], '%d+') do
    local run
    for _ = 1, tonumber(block) do
      if seat > last then
        break
      end
      if not free(seat) then
        run = nil
      elseif run then
        run.seats = run.seats + 1
      else
        run = {first = seat, seats = 1}
        runs[#runs + 1] = run
        row[#row + 1] = run
      end
      if run then
        row.left = row.left + 1
      end
      seat = seat + 1
    end
  end
  rows[#rows + 1] = row
end

-- The fewest runs of a list that seat the party: the first that is long enough for all that is
-- left, or else the longest, the first of equals.
local function gather(list)
  local pieces, used, still = {}, {}, party
  while still > 0 do
    local best
    for _, run in ipairs(list) do
      if not used[run] then
        if run.seats >= still then
          best = run
          break
        elseif not best or run.seats > best.seats then
          best = run
        end
      end
    end
    used[best] = true
    local taken = math.min(best.seats, still)
    pieces[#pieces + 1] = {first = best.first, seats = taken}
    still = still - taken
  end
  return pieces
end

local pieces = gather(runs)
if #pieces > 1 then
  local in_row
  for _, row in ipairs(rows) do
    if row.left >= party then
      local found = gather(row)
      if not in_row or #found < #in_row then
        in_row = found
      end
    end
  end
  pieces = in_row or pieces
end

local chosen = {}
for _, piece in ipairs(pieces) do
  for taken = piece.first, piece.first + piece.seats - 1 do
    chosen[#chosen + 1] = taken
  end
end
table.sort(chosen)
return take(chosen)
