-- Who leaves keeps the row, for the orders that name it, and nothing else of their own. The key
-- users_identity lets many rows have no subject, so the same account may join again.
CREATE TABLE users (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  issuer       VARCHAR(255) COMMENT 'of the identity provider',
  subject      VARCHAR(255) COMMENT 'the person, as the issuer calls them',
  email        VARCHAR(254) COMMENT 'lower case; no key: two people may share one',
  name         VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci,
  phone        VARCHAR(20) COMMENT 'digits, a plus in front of those with a country code',
  role         ENUM('customer', 'admin') NOT NULL DEFAULT 'customer',
  grade        ENUM('basic', 'premium', 'vip') NOT NULL DEFAULT 'basic',
  grade_until  DATETIME(6) COMMENT 'UTC: until then the grade is what an admin said',
  created_at   DATETIME(6) NOT NULL COMMENT 'UTC',
  withdrawn_at DATETIME(6) COMMENT 'UTC',
  UNIQUE KEY users_identity (issuer, subject),
  KEY users_email (email),
  CONSTRAINT users_known_or_withdrawn CHECK (
    withdrawn_at IS NULL
    AND issuer IS NOT NULL AND subject IS NOT NULL AND email IS NOT NULL AND name IS NOT NULL
    OR withdrawn_at IS NOT NULL
    AND issuer IS NULL AND subject IS NULL AND email IS NULL AND name IS NULL AND phone IS NULL
    AND role = 'customer'
  )
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
