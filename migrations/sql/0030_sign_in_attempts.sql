-- One row for each sign-in that has begun in a browser. It is deleted before its code is exchanged, or
-- when it is ten minutes old and somebody else begins.
CREATE TABLE sign_in_attempts (
  state_hash   BINARY(32) NOT NULL PRIMARY KEY COMMENT 'SHA-256; the state itself is in the address alone',
  browser_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie of the browser in which it began',
  nonce        VARCHAR(100) NOT NULL COMMENT 'comes back in the id token',
  verifier     VARCHAR(128) NOT NULL COMMENT 'PKCE',
  return_to    VARCHAR(2000) NOT NULL COMMENT 'a path of ours',
  created_at   DATETIME(6) NOT NULL COMMENT 'UTC',
  KEY sign_in_attempts_created (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
