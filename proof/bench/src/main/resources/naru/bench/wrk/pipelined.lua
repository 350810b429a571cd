-- Sixteen requests in one write; wrk counts each answer.
local depth = 16
local batch

init = function(args)
  local requests = {}
  for i = 1, depth do
    requests[i] = wrk.format("GET")
  end
  batch = table.concat(requests)
end

request = function()
  return batch
end
