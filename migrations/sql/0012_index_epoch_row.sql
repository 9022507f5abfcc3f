INSERT INTO index_epoch (id, epoch) VALUES (1, RANDOM_BYTES(16));
