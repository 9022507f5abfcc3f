-- RANDOM_BYTES would say it more plainly, but MariaDB 10.6 lacks it; MySQL 9.7 lacks MD5.
INSERT INTO index_epoch (id, epoch)
VALUES (1, UNHEX(LEFT(SHA2(CONCAT(UUID(), RAND(), RAND()), 256), 32)));
