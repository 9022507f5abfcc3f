-- Says whether a key is new, and takes it for one request.
-- KEYS[1] the key's entry   KEYS[2] since when this part of Redis remembers
-- ARGV[1] fingerprint  ARGV[2] token of the request  ARGV[3] lease, ms  ARGV[4] life of the mark, ms
-- ARGV[5] the time in us, by the clock that dates the keys in MySQL   ARGV[6] life of the entry, ms
-- returns {'new', since in us} | {'abandoned'} | {'running'} | {'mismatch'}
--   | {'replay', status, resource, body}
local since = redis.call('GET', KEYS[2])
if not since then
  since = ARGV[5]
end
redis.call('SET', KEYS[2], since, 'PX', ARGV[4])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local entry = redis.call('HMGET', KEYS[1], 'fingerprint', 'status', 'resource', 'body', 'until')
local runs = entry[1] and not entry[2] and now < tonumber(entry[5])
if (runs or entry[2]) and entry[1] ~= ARGV[1] then
  return {'mismatch'}
end
if entry[2] then
  return {'replay', entry[2], entry[3], entry[4]}
end
if runs then
  return {'running'}
end
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'token', ARGV[2], 'until', now + ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
if entry[1] then
  return {'abandoned'}
end
return {'new', since}
