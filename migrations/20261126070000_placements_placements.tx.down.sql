DROP TABLE placement_opinions, placement_visits, placement_extensions, placements;
