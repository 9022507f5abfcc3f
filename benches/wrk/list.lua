-- Walks a list of request paths, one a line; each thread starts in its own part of the list.
-- Prints one line of JSON at the end: counts, microseconds, errors.

local started = 0

function setup(thread)
  thread:set("part", started)
  started = started + 1
end

function init(args)
  requests = {}
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  at = math.floor(part * #requests / tonumber(args[2]))
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"bytes":%d,"seconds":%.3f,"p50_us":%d,"p95_us":%d,"p99_us":%d,"max_us":%d,"errors":%d}',
    summary.requests, summary.bytes, summary.duration / 1e6,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
