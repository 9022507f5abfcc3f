-- Sets or clears the bits of seats, where there is a map.
--
-- KEYS[1] seat map: one bit a seat, 1 = taken
-- ARGV[1] the bit    ARGV[2..] seats
-- returns how many seats of the flight are left, or false: no map

local bytes = redis.call('STRLEN', KEYS[1])
-- Without this a map without an end of its life would come to be.
if bytes == 0 then
  return false
end
for i = 2, #ARGV do
  -- A seat beyond the map would make it longer, with seats that are not there.
  if tonumber(ARGV[i]) < bytes * 8 then
    redis.call('SETBIT', KEYS[1], ARGV[i], ARGV[1])
  end
end
return bytes * 8 - redis.call('BITCOUNT', KEYS[1])
