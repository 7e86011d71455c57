DROP TABLE incoming_steps;
DROP TABLE incoming_referrals;
