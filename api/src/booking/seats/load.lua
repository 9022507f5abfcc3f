-- Puts the map that was read from MySQL, if there is none or the one that is there is too old to
-- refuse. It never replaces a later one.
--
-- KEYS[1] seat map    KEYS[2] when it was read, in microseconds
-- ARGV[1] the age in microseconds from which a map may not refuse
-- ARGV[2] milliseconds that a map lives, from now
-- ARGV[3] when this one was read (before the read, by this server's clock)    ARGV[4] the map
-- returns 1 when it was put, else 0

local read_at = redis.call('GET', KEYS[2])
if read_at and redis.call('EXISTS', KEYS[1]) == 1 then
  local now = redis.call('TIME')
  local time = now[1] * 1000000 + now[2]
  local there = tonumber(read_at)
  local believed = there <= time and time - there <= tonumber(ARGV[1])
  -- A map from the future was written by another clock: it is no later one.
  local later = there <= time and there >= tonumber(ARGV[3])
  if believed or later then
    return 0
  end
end
redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[2])
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[2])
return 1
