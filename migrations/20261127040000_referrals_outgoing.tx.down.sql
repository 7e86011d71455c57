DROP TABLE outgoing_shares;
DROP TABLE outgoing_steps;
DROP TABLE outgoing_referrals;
