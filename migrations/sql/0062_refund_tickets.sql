CREATE TABLE refund_tickets (
  refund_id BINARY(16) NOT NULL,
  ticket_id BINARY(16) NOT NULL,
  amount    BIGINT NOT NULL COMMENT 'KRW that go back for this ticket',
  fee       BIGINT NOT NULL COMMENT 'KRW that are kept',
  PRIMARY KEY (refund_id, ticket_id),
  KEY refund_tickets_ticket (ticket_id),
  CONSTRAINT refund_tickets_refund FOREIGN KEY (refund_id) REFERENCES refunds (id),
  CONSTRAINT refund_tickets_ticket FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT refund_tickets_amounts CHECK (amount >= 0 AND fee >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
