DROP TABLE referral_special;
