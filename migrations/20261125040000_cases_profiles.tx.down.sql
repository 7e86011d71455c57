DROP TABLE case_profile_levels, case_profiles;
