-- What was tried too often stays for an administrator to see, and is not tried any more.
ALTER TABLE outbox
  ADD COLUMN dead_at DATETIME(6) NULL COMMENT 'UTC: given up',
  ADD KEY outbox_waiting (dead_at, available_at);
