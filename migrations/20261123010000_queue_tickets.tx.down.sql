DROP TABLE queue_moves, queue_tickets, queue_places, queue_settings;
