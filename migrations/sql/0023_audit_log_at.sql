-- By this index the oldest entries are found when their time is over.
CREATE INDEX audit_log_at ON audit_log (at);
