-- Keeps the answer of the request that has the key, or lets go of the key, or ends its lease: then
-- nobody knows how the request ended, and the next one is told that it was abandoned.
-- KEYS[1] the key's entry
-- ARGV[1] token of the request  ARGV[2] status, or '' to let go, or 'unknown'
-- ARGV[3] resource  ARGV[4] body
-- ARGV[5] life of the answer, ms
-- returns 1 when the request still had the key, else 0
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return 0
end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
  return 1
end
if ARGV[2] == 'unknown' then
  redis.call('HSET', KEYS[1], 'until', 0)
  return 1
end
redis.call('HSET', KEYS[1], 'status', ARGV[2], 'resource', ARGV[3], 'body', ARGV[4])
redis.call('HDEL', KEYS[1], 'token', 'until')
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
