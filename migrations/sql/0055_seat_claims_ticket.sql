-- No ticket has two seats. A claim without a ticket is the operator's block.
ALTER TABLE seat_claims
  ADD UNIQUE KEY seat_claims_ticket (ticket_id),
  ADD CONSTRAINT seat_claims_ticket FOREIGN KEY (ticket_id) REFERENCES tickets (id);
