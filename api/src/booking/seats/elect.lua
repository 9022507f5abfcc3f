-- Decides whether the caller reads the claims of a flight from MySQL to load its map.
--
-- KEYS[1] seat map    KEYS[2] when it was read, in microseconds    KEYS[3] mark of the elected
-- ARGV[1] the age in microseconds from which a map may not refuse
-- ARGV[2] milliseconds after which the elected counts as dead
-- returns {'read', the time in microseconds}: read now, the map will be of that time
--       | {'fresh'}: there is nothing to do | {'wait'}: somebody else reads

local now = redis.call('TIME')
local time = now[1] * 1000000 + now[2]
local read_at = redis.call('GET', KEYS[2])
if read_at and redis.call('EXISTS', KEYS[1]) == 1 then
  local age = time - tonumber(read_at)
  if age >= 0 and age <= tonumber(ARGV[1]) then
    return {'fresh'}
  end
  if not redis.call('SET', KEYS[3], '1', 'NX', 'PX', ARGV[2]) then
    return {'wait'}
  end
end
return {'read', string.format('%.0f', time)}
