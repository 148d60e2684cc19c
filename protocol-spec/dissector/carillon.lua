-- Wireshark dissector of the Carillon protocol, version 1 (../PROTOCOL.md).
-- Wireshark 3.6 or later. What a frame means on its connection is worked out on the first pass and kept.

local carillon = Proto("carillon", "Carillon")
carillon.prefs.port = Pref.uint("TCP port", 7400, "Port that nodes listen on")

local TYPES = {
  [1] = "HELLO", [2] = "WELCOME", [3] = "ERROR", [4] = "MOVE", [5] = "SEND", [6] = "SEND_ACK", [7] = "SEND_REFUSED",
  [8] = "DELIVER", [9] = "OWN_COPY", [10] = "RECV_ACK", [11] = "SKIP", [12] = "CREDIT", [13] = "RECEIPT", [14] = "READ",
  [15] = "GOODBYE", [16] = "PING", [17] = "PONG", [18] = "EPHEMERAL", [19] = "PRESENCE", [20] = "GROUP_DELIVER",
  [21] = "GROUP_CONTROL", [22] = "HISTORY_REQUEST", [23] = "HISTORY",
}
local FROM_CLIENT = { [1] = true, [3] = true, [5] = true, [10] = true, [12] = true, [14] = true, [15] = true, [16] = true }
local FROM_NODE = {
  [2] = true, [3] = true, [4] = true, [6] = true, [7] = true, [8] = true, [9] = true, [11] = true, [12] = true,
  [13] = true, [15] = true, [17] = true,
}
local FLAGS = { [1] = 1, [2] = 1, [5] = 7, [6] = 1, [8] = 7, [10] = 1, [16] = 7, [17] = 7 }
local ERRORS = {
  [0] = "none", [1] = "MALFORMED", [2] = "FRAME_TOO_BIG", [3] = "UNSUPPORTED_VERSION", [4] = "UNKNOWN_CRITICAL_FRAME",
  [5] = "UNEXPECTED_FRAME", [6] = "UNKNOWN_MANDATORY_TLV", [7] = "BAD_ALIAS", [8] = "BAD_SEQUENCE", [9] = "SEQ_AHEAD",
  [10] = "WINDOW_EXCEEDED", [11] = "HANDSHAKE_TIMEOUT", [12] = "FRAME_TIMEOUT", [13] = "IDLE_TIMEOUT",
  [14] = "SLOW_READER", [20] = "BAD_TOKEN", [21] = "TOKEN_EXPIRED", [22] = "NOT_ENROLLED", [23] = "DEVICE_RETIRED",
  [24] = "DEVICE_LIMIT", [25] = "REPLACED", [30] = "TOO_MANY_CONNECTIONS", [31] = "OVERLOADED", [32] = "SHUTTING_DOWN",
  [33] = "STORAGE_FAILED", [34] = "INTERNAL",
}
local REFUSALS = {
  [1] = "PAYLOAD_TOO_BIG", [2] = "BAD_RECIPIENT", [3] = "UNKNOWN_RECIPIENT", [4] = "BLOCKED", [128] = "OVERLOADED",
  [129] = "STORAGE_FULL", [130] = "CSEQ_GAP",
}
local FAILURES = { [1] = "INBOX_FULL", [2] = "EXPIRED", [3] = "UNKNOWN_RECIPIENT", [4] = "BLOCKED" }
local SKIPS = { [1] = "ACKED", [2] = "EXPIRED", [3] = "PURGED" }
local KINDS = { [1] = "DELIVERED", [2] = "READ", [3] = "FAILED" }
local TAGS = {
  [1] = { ["1"] = "client name", ["2"] = "deliver window", ["5"] = "stay", ["7"] = "connection" },
  [2] = { ["2"] = "send window", ["3"] = "keepalive", ["4"] = "history" },
  [4] = { ["2"] = "owner address", ["4"] = "ownership", ["6"] = "wait" },
}

local f = carillon.fields
f.len = ProtoField.uint32("carillon.len", "Length")
f.type = ProtoField.uint8("carillon.type", "Type", base.DEC, TYPES, 0xf8)
f.flags = ProtoField.uint8("carillon.flags", "Flags", base.HEX, nil, 0x07)
f.enrol = ProtoField.bool("carillon.flags.enrol", "ENROL", 8, nil, 0x01)
f.enrolled = ProtoField.bool("carillon.flags.enrolled", "ENROLLED", 8, nil, 0x01)
f.named = ProtoField.bool("carillon.flags.named", "NAMED", 8, nil, 0x01)
f.receipt = ProtoField.bool("carillon.flags.receipt", "RECEIPT", 8, nil, 0x02)
f.wide = ProtoField.bool("carillon.flags.wide", "WIDE", 8, nil, 0x04)
f.stamped = ProtoField.bool("carillon.flags.stamped", "STAMPED", 8, nil, 0x02)
f.own = ProtoField.bool("carillon.flags.own", "OWN", 8, nil, 0x04)
f.in_order = ProtoField.bool("carillon.flags.in_order", "IN_ORDER", 8, nil, 0x01)
f.ack_wide = ProtoField.bool("carillon.flags.ack_wide", "WIDE", 8, nil, 0x01)
f.version = ProtoField.uint8("carillon.version", "Version")
f.token_len = ProtoField.uint64("carillon.token_len", "Token length")
f.token = ProtoField.bytes("carillon.token", "Token")
f.install = ProtoField.uint64("carillon.install", "Install", base.HEX)
f.last_seq = ProtoField.uint64("carillon.last_seq", "Last sequence")
f.next_cseq = ProtoField.uint64("carillon.next_cseq", "Next cseq")
f.head = ProtoField.uint64("carillon.head", "Head")
f.acked_cseq = ProtoField.uint64("carillon.acked_cseq", "Acked cseq")
f.time = ProtoField.uint64("carillon.time", "Time, ms since 1970")
f.tag = ProtoField.uint64("carillon.tlv.tag", "Tag")
f.tlv = ProtoField.bytes("carillon.tlv.value", "Value")
f.code = ProtoField.uint8("carillon.code", "Code", base.DEC, ERRORS)
f.refusal = ProtoField.uint8("carillon.refusal", "Refusal", base.DEC, REFUSALS)
f.retry = ProtoField.uint64("carillon.retry_after", "Retry after, ms")
f.jitter = ProtoField.uint64("carillon.jitter", "Jitter, ms")
f.text_len = ProtoField.uint64("carillon.text_len", "Text length")
f.text = ProtoField.string("carillon.text", "Text", base.UNICODE)
f.cseq_low = ProtoField.uint16("carillon.cseq_low", "Cseq, low bits")
f.seq_low = ProtoField.uint16("carillon.seq_low", "Sequence, low bits")
f.alias = ProtoField.uint8("carillon.alias", "Alias", base.DEC, nil, 0x3f)
f.wanted = ProtoField.bool("carillon.receipt_wanted", "Receipt wanted", 8, nil, 0x40)
f.name_len = ProtoField.uint8("carillon.name_len", "Name length")
f.name = ProtoField.string("carillon.name", "Name", base.UNICODE)
f.cseq = ProtoField.uint64("carillon.cseq", "Cseq")
f.distance = ProtoField.uint64("carillon.cseq_distance", "Cseq, distance")
f.stamp = ProtoField.int64("carillon.stamp_delta", "Stamp, distance in ms")
f.payload = ProtoField.bytes("carillon.payload", "Payload")
f.count = ProtoField.uint64("carillon.count", "Count")
f.reason = ProtoField.uint8("carillon.skip_reason", "Reason", base.DEC, SKIPS)
f.next_seq = ProtoField.uint64("carillon.next_seq", "Next sequence")
f.messages = ProtoField.uint64("carillon.messages", "Messages")
f.bytes = ProtoField.uint64("carillon.bytes", "Bytes")
f.kind = ProtoField.uint8("carillon.receipt_kind", "Kind", base.DEC, KINDS)
f.failure = ProtoField.uint8("carillon.failure", "Reason", base.DEC, FAILURES)
f.seq = ProtoField.uint64("carillon.seq", "Sequence")
f.ignored = ProtoField.bytes("carillon.ignored", "Not known to version 1")
f.meaning = ProtoField.string("carillon.meaning", "Means")
f.malformed = ProtoField.string("carillon.malformed", "Breaks the protocol")

local broken = ProtoExpert.new("carillon.broken", "Breaks the protocol", expert.group.MALFORMED, expert.severity.ERROR)
carillon.experts = { broken }

local stream_field = Field.new("tcp.stream")
local completeness_field = Field.new("tcp.completeness")

-- Numbers --------------------------------------------------------------------------------------------------------

local function int(number)
  return Int64.new(number)
end

local ZERO, ONE, MAX = int(0), int(1), Int64.max():rshift(1)

local function fail(code, why)
  error({ code = code, why = why }, 0)
end

-- Reads fields off the front of a body and shows them; running out of bytes is MALFORMED.
local Reader = {}
Reader.__index = Reader

local function reader(range, tree)
  return setmetatable({ range = range, tree = tree, at = 0, size = range and range:len() or 0 }, Reader)
end

function Reader:left()
  return self.size - self.at
end

function Reader:take(count, field)
  if count > self:left() then
    fail("MALFORMED", "cut off")
  end
  local part = count > 0 and self.range(self.at, count) or nil
  self.at = self.at + count
  if part and field then
    self.tree:add(field, part)
  end
  return part
end

function Reader:uint(count, field, names)
  local value = self:take(count, field):uint()
  if names and not names[value] then
    fail("MALFORMED", "unknown code " .. value)
  end
  return value
end

function Reader:u64(field)
  return self:take(8, field):int64()
end

function Reader:varint(field, low, high)
  if self:left() == 0 then
    fail("MALFORMED", "cut off")
  end
  local size = 2 ^ bit32.rshift(self.range(self.at, 1):uint(), 6)
  local start = self.at
  local part = self:take(size)
  local value
  if size == 8 then
    value = part:int64():band(MAX)
  else
    value = int(bit32.band(part:uint(), 2 ^ (8 * size - 2) - 1))
  end
  if size > 1 and value < int(2 ^ (4 * size - 2)) then
    fail("MALFORMED", "overlong integer")
  end
  if value < (low or ZERO) or value > (high or MAX) then
    fail("MALFORMED", "out of range: " .. tostring(value))
  end
  if field then
    self.tree:add(field, self.range(start, size), UInt64.new(value:lower(), value:higher()))
  end
  return value
end

function Reader:zigzag(field)
  local start = self.at
  local folded = self:varint()
  local value = folded:rshift(1)
  if folded:band(ONE) == ONE then
    value = ZERO - value - ONE
  end
  self.tree:add(field, self.range(start, self.at - start), value)
  return value
end

local function is_plain(text)
  local at, size = 1, #text
  while at <= size do
    local b = text:byte(at)
    local length, low, high = 1, 0x80, 0xbf
    if b < 0x80 then
      if b < 0x20 or b == 0x7f then
        return false
      end
    elseif b < 0xc2 or b > 0xf4 then
      return false
    else
      length = b < 0xe0 and 2 or b < 0xf0 and 3 or 4
      if b == 0xc2 or b == 0xe0 then low = 0xa0 end
      if b == 0xed then high = 0x9f end
      if b == 0xf0 then low = 0x90 end
      if b == 0xf4 then high = 0x8f end
    end
    for i = 1, length - 1 do
      local next_byte = text:byte(at + i)
      if not next_byte or next_byte < low or next_byte > high then
        return false
      end
      low, high = 0x80, 0xbf
    end
    at = at + length
  end
  return true
end

local function raw(part)
  return part and part:bytes():raw() or ""
end

function Reader:user()
  local size = self:uint(1, f.name_len)
  local name = raw(self:take(size, f.name))
  if size < 1 or size > 64 or not is_plain(name) then
    fail("MALFORMED", "no user ID")
  end
  return name
end

function Reader:tlvs(frame_type)
  local last, found = int(-1), {}
  while self:left() > 0 do
    local start = self.at
    local tag = self:varint()
    if tag <= last then
      fail("MALFORMED", "TLVs out of order")
    end
    last = tag
    local length = self:varint()
    if length > int(self:left()) then
      fail("MALFORMED", "a TLV goes beyond the frame")
    end
    local value = self:take(length:tonumber())
    local known = (TAGS[frame_type] or {})[tostring(tag)]
    local item = self.tree:add(f.tag, self.range(start, self.at - start), UInt64.new(tag:lower(), tag:higher()))
    item:append_text(known and " (" .. known .. ")" or "")
    local inside = reader(value, item)
    if value then
      item:add(f.tlv, value)
    end
    if known == "client name" then
      if inside.size > 64 or not is_plain(raw(value)) then
        fail("MALFORMED", "client name")
      end
    elseif known == "owner address" then
      inside:varint(nil, ONE, int(65535))
      local host = inside:left() > 0 and raw(inside:take(inside:left())) or ""
      if #host < 1 or #host > 253 or not is_plain(host) then
        fail("MALFORMED", "owner address")
      end
    elseif known == "ownership" or known == "wait" or known == "connection" then
      local least = known == "wait" and ZERO or ONE
      for _ = 1, known == "ownership" and 3 or 2 do
        inside:varint(nil, least, MAX)
      end
      if inside:left() > 0 then
        fail("MALFORMED", "bytes behind a TLV's value")
      end
    elseif known == "stay" then
      if inside:left() > 0 then
        fail("MALFORMED", "bytes behind a TLV's value")
      end
    elseif known then
      if tag == int(2) then
        found.messages = inside:varint(f.messages, ZERO, int(32767))
        found.bytes = inside:varint(f.bytes, ZERO, int(1073741824))
      else
        inside:varint(nil, ONE, tag == int(3) and int(3600) or MAX)
      end
      if inside:left() > 0 then
        fail("MALFORMED", "bytes behind a TLV's value")
      end
    elseif tag:band(ONE) == ZERO then
      fail("UNKNOWN_MANDATORY_TLV", "tag " .. tostring(tag))
    end
  end
  return found
end

-- One frame's fields (PROTOCOL.md, section 6) ----------------------------------------------------------------------

local function bit(flags, mask)
  return bit32.band(flags, mask) ~= 0
end

local BODY = {
  [1] = function(r)
    r.tree:add(f.enrol, r.header)
    local v = { enrol = r.flags }
    r:uint(1, f.version)
    local size = r:varint(f.token_len, ZERO, int(256)):tonumber()
    r:take(size, f.token)
    v.install = r:u64(f.install)
    v.last_seq = r:varint(f.last_seq)
    v.next_cseq = r:varint(f.next_cseq, ONE)
    v.window = r:tlvs(1)
    return v
  end,
  [2] = function(r)
    r.tree:add(f.enrolled, r.header)
    local v = { enrolled = r.flags, head = r:varint(f.head), acked = r:varint(f.acked_cseq), time = r:u64(f.time) }
    if v.time < ZERO or v.time > MAX then
      fail("MALFORMED", "the time is out of range")
    end
    v.window = r:tlvs(2)
    return v
  end,
  [3] = function(r)
    local v = { code = r:uint(1, f.code), retry = r:varint(f.retry) }
    r:take(r:varint(f.text_len, ZERO, int(256)):tonumber(), f.text)
    if v.code == 0 then
      fail("MALFORMED", "code 0")
    end
    r:tlvs(3)
    return v
  end,
  [4] = function(r)
    r:tlvs(4)
    return {}
  end,
  [5] = function(r)
    r.tree:add(f.named, r.header)
    r.tree:add(f.receipt, r.header)
    r.tree:add(f.wide, r.header)
    local v = { wide = bit(r.flags, 4), receipt = bit(r.flags, 2) }
    v.low = r:uint(v.wide and 2 or 1, f.cseq_low)
    v.alias = r:take(1, f.alias):uint()
    if v.alias > 63 then
      fail("MALFORMED", "alias above 63")
    end
    v.name = bit(r.flags, 1) and r:user()
    v.size = r:left()
    r:take(v.size, f.payload)
    return v
  end,
  [6] = function(r)
    r.tree:add(f.in_order, r.header)
    return { in_order = bit(r.flags, 1), low = r:uint(2, f.cseq_low) }
  end,
  [7] = function(r)
    return { code = r:uint(1, f.refusal, REFUSALS), cseq = r:varint(f.cseq, ONE), retry = r:varint(f.retry) }
  end,
  [8] = function(r)
    r.tree:add(f.named, r.header)
    r.tree:add(f.stamped, r.header)
    r.tree:add(f.own, r.header)
    local part = r:take(1)
    r.tree:add(f.alias, part)
    r.tree:add(f.wanted, part)
    local alias = part:uint()
    if alias > 127 then
      fail("MALFORMED", "bit 7 of the alias byte")
    end
    local v = { own = bit(r.flags, 4), wanted = bit(alias, 64), alias = bit32.band(alias, 63), stamp = ZERO }
    if bit(r.flags, 1) then
      v.name = r:user()
      v.install = r:u64(f.install)
    end
    v.cseq = r:varint(v.name and f.cseq or f.distance, ONE)
    if bit(r.flags, 2) then
      v.stamp = r:zigzag(f.stamp)
    end
    v.size = r:left()
    if v.size > 60000 then
      fail("MALFORMED", "payload above 60000 bytes")
    end
    r:take(v.size, f.payload)
    return v
  end,
  [9] = function(r)
    return { count = r:varint(f.count, ONE) }
  end,
  [10] = function(r)
    r.tree:add(f.ack_wide, r.header)
    local wide = bit(r.flags, 1)
    return { wide = wide, low = r:uint(wide and 2 or 1, f.seq_low) }
  end,
  [11] = function(r)
    return { reason = r:uint(1, f.reason, SKIPS), next = r:varint(f.next_seq, ONE) }
  end,
  [12] = function(r)
    return { messages = r:varint(f.messages, ZERO, int(32767)), bytes = r:varint(f.bytes, ZERO, int(1073741824)) }
  end,
  [13] = function(r)
    local v = { kind = KINDS[r:uint(1, f.kind, KINDS)], name = r:user() }
    v.install = r:u64(f.install)
    v.cseq = r:varint(f.cseq, ONE)
    v.reason = v.kind == "FAILED" and FAILURES[r:uint(1, f.failure, FAILURES)] or ""
    return v
  end,
  [14] = function(r)
    return { seq = r:varint(f.seq, ONE) }
  end,
  [15] = function(r)
    return { code = r:uint(1, f.code), retry = r:varint(f.retry), jitter = r:varint(f.jitter) }
  end,
  [16] = function(r)
    return { low = r:uint(2, f.seq_low) }
  end,
  [17] = function(r)
    return { low = r:uint(2, f.seq_low) }
  end,
}

-- What a frame means on its connection (sections 8 to 11) -----------------------------------------------------------

local connections = {}

local function nearest(reference, low, bits)
  local modulus = int(2 ^ bits)
  local delta = (int(low) - reference) % modulus
  if delta < ZERO then
    delta = delta + modulus
  end
  if delta >= int(2 ^ (bits - 1)) then
    delta = delta - modulus
  end
  return reference + delta
end

local function window()
  return { messages = int(256), bytes = int(1048576), count = 0, size = 0, items = {} }
end

local function grant(w, given)
  if given.messages then
    w.messages = given.messages > w.messages and given.messages or w.messages
    w.bytes = given.bytes > w.bytes and given.bytes or w.bytes
  end
end

local function under_way(w, number, size)
  local key = tostring(number)
  local alone = w.count == 0
  if w.items[key] then
    w.size = w.size - w.items[key].size
  else
    w.count = w.count + 1
  end
  w.items[key] = { number = number, size = size }
  w.size = w.size + size
  if int(w.count) > w.messages or int(w.size) > w.bytes and not alone then
    fail("WINDOW_EXCEEDED", "more under way than was granted")
  end
end

local function settle(w, done)
  for key, item in pairs(w.items) do
    if done(item.number) then
      w.items[key] = nil
      w.count = w.count - 1
      w.size = w.size - item.size
    end
  end
end

local function hex(install)
  return install:tohex(16)
end

local function flag(set)
  return (set == true or set == 1) and 1 or 0
end

local MEANING = {
  [1] = function(c, v)
    c.greeted = true
    c.position, c.acked = v.last_seq, v.last_seq
    c.last, c.highest = v.next_cseq - ONE, v.next_cseq - ONE
    grant(c.deliver_window, v.window)
    return string.format("HELLO enrol=%d install=%s lastSeq=%s nextCseq=%s", v.enrol, hex(v.install),
      tostring(v.last_seq), tostring(v.next_cseq))
  end,
  [2] = function(c, v)
    c.welcomed = true
    c.settled, c.stamp = v.acked, v.time
    c.highest = c.highest > v.acked and c.highest or v.acked
    settle(c.send_window, function(n) return n <= v.acked end)
    grant(c.send_window, v.window)
    return string.format("WELCOME enrolled=%d head=%s ackedCseq=%s timeMs=%s settled=%s", v.enrolled,
      tostring(v.head), tostring(v.acked), tostring(v.time), tostring(c.settled))
  end,
  [3] = function(_, v)
    return string.format("ERROR code=%d retryAfterMs=%s", v.code, tostring(v.retry))
  end,
  [4] = function()
    return "MOVE"
  end,
  [5] = function(c, v)
    if v.name then
      c.send_names[v.alias] = v.name
    end
    local to = c.send_names[v.alias]
    if not to then
      fail("BAD_ALIAS", "alias " .. v.alias .. " has no meaning")
    end
    local cseq = v.wide and nearest(c.last, v.low, 16) or c.last + ONE
    if cseq < ONE or not v.wide and cseq:lower() % 256 ~= v.low then
      fail("BAD_SEQUENCE", "the cseq cannot be")
    end
    c.last = cseq
    if v.wide and c.ignore_until == cseq then
      c.ignore_until = nil
    end
    local ignored = c.ignore_until or c.leaving
    if not ignored then
      c.highest = cseq > c.highest and cseq or c.highest
      if not c.welcomed or cseq > c.settled then
        under_way(c.send_window, cseq, v.size)
      end
    end
    return string.format("SEND cseq=%s to=%s receipt=%d%s", tostring(cseq), to, flag(v.receipt),
      ignored and " ignored" or "")
  end,
  [6] = function(c, v)
    local up_to = nearest(c.settled, v.low, 16)
    if up_to > c.highest then
      fail("BAD_SEQUENCE", "acknowledges what was not sent")
    end
    if up_to > c.settled then
      if v.in_order then
        c.position = c.position + (up_to - c.settled)
      end
      c.settled = up_to
      settle(c.send_window, function(n) return n <= up_to end)
    end
    return string.format("SEND_ACK upTo=%s settled=%s position=%s", tostring(up_to), tostring(c.settled),
      tostring(c.position))
  end,
  [7] = function(c, v)
    local for_now = v.code >= 128
    if v.cseq > c.highest or not for_now and v.cseq > c.settled + ONE then
      fail("BAD_SEQUENCE", "refuses out of order, or what was not sent")
    end
    if for_now and v.cseq > c.settled then
      c.ignore_until, c.highest = v.cseq, v.cseq - ONE
      settle(c.send_window, function(n) return n >= v.cseq end)
    elseif not for_now and v.cseq > c.settled then
      c.settled = v.cseq
      settle(c.send_window, function(n) return n <= v.cseq end)
    end
    return string.format("SEND_REFUSED code=%s cseq=%s retryAfterMs=%s settled=%s", REFUSALS[v.code],
      tostring(v.cseq), tostring(v.retry), tostring(c.settled))
  end,
  [8] = function(c, v)
    local peer = c.deliver_peers[v.alias]
    if v.name then
      peer = { name = v.name, install = v.install, cseq = v.cseq }
      c.deliver_peers[v.alias] = peer
    elseif not peer then
      fail("BAD_ALIAS", "alias " .. v.alias .. " has no meaning")
    elseif v.cseq > MAX - peer.cseq then
      fail("BAD_SEQUENCE", "the cseq is above 2^62-1")
    else
      peer.cseq = peer.cseq + v.cseq
    end
    c.stamp = c.stamp + v.stamp
    c.position = c.position + ONE
    under_way(c.deliver_window, c.position, v.size)
    return string.format("DELIVER seq=%s %s=%s install=%s cseq=%s stamp=%s receipt=%d", tostring(c.position),
      v.own and "to" or "from", peer.name, hex(peer.install), tostring(peer.cseq), tostring(c.stamp), flag(v.wanted))
  end,
  [9] = function(c, v)
    c.position = c.position + v.count
    return "OWN_COPY position=" .. tostring(c.position)
  end,
  [10] = function(c, v)
    local up_to = nearest(c.acked, v.low, v.wide and 16 or 8)
    if up_to > c.position then
      fail("SEQ_AHEAD", "acknowledges what was not delivered")
    end
    if up_to > c.acked then
      c.acked = up_to
      settle(c.deliver_window, function(n) return n <= up_to end)
    end
    return "RECV_ACK upTo=" .. tostring(c.acked)
  end,
  [11] = function(c, v)
    if v.next <= c.position then
      fail("BAD_SEQUENCE", "skips backwards")
    end
    c.position = v.next - ONE
    return string.format("SKIP reason=%s position=%s", SKIPS[v.reason], tostring(c.position))
  end,
  [12] = function(c, v, from_client)
    grant(from_client and c.deliver_window or c.send_window, v)
    return string.format("CREDIT messages=%s bytes=%s", tostring(v.messages), tostring(v.bytes))
  end,
  [13] = function(c, v)
    c.position = c.position + ONE
    under_way(c.deliver_window, c.position, 0)
    return string.format("RECEIPT seq=%s kind=%s to=%s install=%s cseq=%s reason=%s", tostring(c.position), v.kind,
      v.name, hex(v.install), tostring(v.cseq), v.reason)
  end,
  [14] = function(c, v)
    if v.seq > c.position then
      fail("SEQ_AHEAD", "reads what was not delivered")
    end
    return "READ seq=" .. tostring(v.seq)
  end,
  [15] = function(c, v, from_client)
    c.leaving = c.leaving or not from_client
    return string.format("GOODBYE code=%d reconnectAfterMs=%s jitterMs=%s", v.code, tostring(v.retry),
      tostring(v.jitter))
  end,
  [16] = function(_, v)
    return "PING seqLow=" .. v.low
  end,
  [17] = function(_, v)
    return "PONG seqLow=" .. v.low
  end,
}

local function connection(number)
  if not connections[number] then
    connections[number] = {
      send_names = {}, deliver_peers = {}, send_window = window(), deliver_window = window(), kept = {},
      last = ZERO, highest = ZERO, settled = ZERO, position = ZERO, acked = ZERO, stamp = ZERO,
    }
  end
  return connections[number]
end

-- A capture that begins in the middle has no HELLO: then only the fields are shown.
local function meaning(c, frame_type, values, from_client)
  if not frame_type and not (from_client and c.began and not c.greeted) then
    return "IGNORED"
  end
  if frame_type == 1 and c.greeted or frame_type == 2 and c.welcomed then
    fail("UNEXPECTED_FRAME", "only once on a connection")
  end
  if from_client and frame_type ~= 1 and not c.greeted or not from_client and frame_type ~= 2 and frame_type ~= 3
      and not c.welcomed then
    if c.began then
      fail("UNEXPECTED_FRAME", "before the handshake")
    end
    return nil
  end
  return MEANING[frame_type](c, values, from_client)
end

-- Frames ------------------------------------------------------------------------------------------------------------

local function fields(body, tree, from_client)
  local r = reader(body, tree)
  r.header = r:take(1)
  local header = r.header:uint()
  local frame_type = bit32.rshift(header, 3)
  r.flags = bit32.band(header, 7)
  tree:add(f.type, r.header)
  tree:add(f.flags, r.header)
  if not (from_client and FROM_CLIENT or FROM_NODE)[frame_type] then
    if frame_type < 16 then
      fail(TYPES[frame_type] and "UNEXPECTED_FRAME" or "UNKNOWN_CRITICAL_FRAME", "type " .. frame_type)
    end
    r:take(r:left(), f.ignored)
    return nil
  end
  if frame_type == 1 then
    if r:left() == 0 then
      fail("MALFORMED", "cut off")
    end
    if body(1, 1):uint() ~= 1 then
      fail("UNSUPPORTED_VERSION", "version " .. body(1, 1):uint())
    end
  end
  if bit32.band(r.flags, bit32.bnot(FLAGS[frame_type] or 0)) ~= 0 then
    fail("MALFORMED", "a flag that is not defined")
  end
  local values = BODY[frame_type](r)
  if r:left() > 0 then
    if frame_type < 16 then
      fail("MALFORMED", "bytes behind the last field")
    end
    r:take(r:left(), f.ignored)
  end
  return frame_type, values
end

local function frame(tvb, offset, total, body_at, pinfo, tree, c, from_client)
  local range = tvb(offset, total)
  local item = tree:add(carillon, range)
  item:add(f.len, tvb(offset, body_at - offset), total - (body_at - offset))
  local body = tvb(body_at, offset + total - body_at)
  local name = TYPES[bit32.rshift(body(0, 1):uint(), 3)] or "type " .. bit32.rshift(body(0, 1):uint(), 3)
  local key = pinfo.number .. ":" .. tvb:len() .. ":" .. offset
  local ok, frame_type, values = pcall(fields, body, item, from_client)
  local kept = c.kept[key]
  if not kept then
    kept = {}
    if not ok then
      kept.problem = frame_type
    else
      local fine, found = pcall(meaning, c, frame_type, values, from_client)
      if fine then
        kept.meaning = found
      else
        kept.problem = found
      end
    end
    c.kept[key] = kept
  end
  item:set_text("Carillon " .. (kept.meaning and kept.meaning ~= "IGNORED" and kept.meaning or name))
  if kept.meaning then
    item:add(f.meaning, range, kept.meaning):set_generated()
  end
  local problem = kept.problem
  if problem then
    local code = type(problem) == "table" and problem.code or "INTERNAL"
    local why = type(problem) == "table" and problem.why or tostring(problem)
    item:add(f.malformed, range, code):set_generated()
    item:add_proto_expert_info(broken, code .. ": " .. why)
    name = name .. " [" .. code .. "]"
  end
  return name
end

-- The length field: (bytes of it, value); nil if more bytes are needed, or an error's name.
local function length_at(tvb, offset, limit)
  local size = 2 ^ bit32.rshift(tvb(offset, 1):uint(), 6)
  if offset + size > tvb:len() then
    return nil
  end
  local ok, value = pcall(function() return reader(tvb(offset, size)):varint(nil, ONE) end)
  if not ok then
    return size, nil, "MALFORMED"
  end
  if value > int(limit) then
    return size, nil, "FRAME_TOO_BIG"
  end
  return size, value:tonumber()
end

local function is_from_client(pinfo)
  local port = carillon.prefs.port
  if pinfo.dst_port == port then
    return true
  end
  return pinfo.src_port ~= port and pinfo.dst_port < pinfo.src_port
end

function carillon.dissector(tvb, pinfo, tree)
  local from_client = is_from_client(pinfo)
  local stream = stream_field()
  local c = connection(stream and stream.value or 0)
  if c.began == nil then
    -- Without its SYN, a connection may have begun before the capture did.
    local complete = completeness_field()
    c.began = complete ~= nil and bit32.band(complete.value, 1) ~= 0
  end
  pinfo.cols.protocol = "Carillon"
  local names, offset = {}, 0
  while offset < tvb:len() do
    local limit = from_client and not c.greeted and c.began and not pinfo.visited and 512 or 65536
    local size, length, wrong = length_at(tvb, offset, limit)
    if wrong then
      local item = tree:add(carillon, tvb(offset))
      item:add(f.malformed, tvb(offset), wrong):set_generated()
      item:add_proto_expert_info(broken, wrong .. ": the frame's length")
      names[#names + 1] = "[" .. wrong .. "]"
      offset = tvb:len()
    elseif not size or offset + size + length > tvb:len() then
      pinfo.desegment_offset = offset
      pinfo.desegment_len = size and offset + size + length - tvb:len() or DESEGMENT_ONE_MORE_SEGMENT
      break
    else
      names[#names + 1] = frame(tvb, offset, size + length, offset + size, pinfo, tree, c, from_client)
      offset = offset + size + length
    end
  end
  if #names > 0 then
    pinfo.cols.info = (from_client and "> " or "< ") .. table.concat(names, ", ")
  end
  return tvb:len()
end

function carillon.init()
  connections = {}
end

local registered = nil

local function register()
  local ports = DissectorTable.get("tcp.port")
  if registered then
    ports:remove(registered, carillon)
  end
  registered = carillon.prefs.port
  if registered > 0 then
    ports:add(registered, carillon)
  end
end

function carillon.prefs_changed()
  register()
end

register()
DissectorTable.get("tcp.port"):add_for_decode_as(carillon)
