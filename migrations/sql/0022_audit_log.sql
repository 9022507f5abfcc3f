-- No foreign key to the subject of an entry: the log outlives what it tells of.
CREATE TABLE audit_log (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at           DATETIME(6) NOT NULL COMMENT 'UTC',
  admin_id     BIGINT UNSIGNED COMMENT 'NULL: the operator, at the command line',
  action       VARCHAR(40) NOT NULL COMMENT 'such as user.change',
  subject      VARCHAR(80) NOT NULL COMMENT 'what it was done to, such as user:12',
  before_value JSON COMMENT 'NULL: it was not there',
  after_value  JSON COMMENT 'NULL: it is not there any more',
  KEY audit_log_admin (admin_id, id),
  KEY audit_log_subject (subject, id),
  KEY audit_log_action (action, id),
  CONSTRAINT audit_log_admin FOREIGN KEY (admin_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
