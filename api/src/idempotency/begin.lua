-- Says whether a key is new, and takes it for one request.
-- KEYS[1] the key's entry   KEYS[2] since when this part of Redis remembers
-- ARGV[1] fingerprint  ARGV[2] token of the request  ARGV[3] lease, ms  ARGV[4] life of the mark, ms
-- ARGV[5] the time in us, by the clock that dates the keys in MySQL
-- returns {'new', since in us} | {'running'} | {'mismatch'} | {'replay', status, resource, body}
local since = redis.call('GET', KEYS[2])
if not since then
  since = ARGV[5]
end
redis.call('SET', KEYS[2], since, 'PX', ARGV[4])
local entry = redis.call('HMGET', KEYS[1], 'fingerprint', 'status', 'resource', 'body')
if not entry[1] then
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'token', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return {'new', since}
end
if entry[1] ~= ARGV[1] then
  return {'mismatch'}
end
if not entry[2] then
  return {'running'}
end
return {'replay', entry[2], entry[3], entry[4]}
