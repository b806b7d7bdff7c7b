-- A crowd of clicks: each request is the form of another role. Its file has headers, an empty line, and bodies.
local bodies, turn = {}, 0
local threads = {}

function setup(thread)
   table.insert(threads, thread)
end

function init(arguments)
   opened, others = 0, 0
   local in_head = true
   for line in io.lines(arguments[1]) do
      if line == "" then
         in_head = false
      elseif in_head then
         local name, value = line:match("^([^:]+): (.*)$")
         wrk.headers[name] = value
      else
         table.insert(bodies, line)
      end
   end
end

function request()
   turn = turn + 1
   return wrk.format("POST", "/console", nil, bodies[turn % #bodies + 1])
end

function response(status, headers)
   local location = headers["Location"] or ""
   if status == 303 and location:find("Action=login", 1, true) and location:find("SigninToken=", 1, true) then
      opened = opened + 1
   else
      others = others + 1
   end
end

function done(summary, latency)
   local opened, others = 0, 0
   for _, thread in ipairs(threads) do
      opened = opened + thread:get("opened")
      others = others + thread:get("others")
   end
   local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
   io.write(string.format(
      '\n{"opened": %d, "others": %d, "failed": %d, "seconds": %.6f, "median": %.3f, "slowest_hundredth": %.3f}\n',
      opened, others, failed, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
