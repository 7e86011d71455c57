package privacy

import (
	"slices"
	"strings"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/personal"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// apart are the tables that hold nothing about the people of the desks, or nothing but
// what is gone by itself within days.
var apart = strings.Fields(`
	areas closures desk_areas desk_operators desks external_busy external_calendars calendar_feeds group_meetings guard_settings
	institution job_ticks jobs mediator_desks mediator_hours mediators meetings meeting_operators meeting_guests name_words
	opening_exceptions opening_rules operators page_ratings page_reports partner_accounts partner_agreements partner_contacts
	partner_people partners queue_moves queue_places queue_settings queue_tickets rate_limits referral_settings released_times
	repertoires rooms schema_migrations schema_migrations_locks signin_guards sites standard_versions standards
	user_passkeys user_password_links user_recovery_codes users waiting_settings import_batches import_headings import_keys
	assessment_services audit_entries area_codes proof_codes booking_drafts sessions files file_uploads file_upload_parts retention_settings kept_records
	occupations occupation_terms occupation_words occupation_skills skills skill_terms skill_words skill_postings glossary_loads occupation_postings`)

// TestEveryTableIsInTheCatalogue fails for a new table or column nobody thought of.
func TestEveryTableIsInTheCatalogue(t *testing.T) {
	var columns []struct{ Tab, Col, Type string }
	err := testdb.Tx(t).NewRaw(`SELECT c.table_name AS tab, c.column_name AS col, c.data_type AS type FROM information_schema.columns AS c
		JOIN information_schema.tables AS t USING (table_schema, table_name)
		WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, c.ordinal_position`).Scan(t.Context(), &columns)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string][]personal.Table{}
	for _, x := range Catalogue() {
		twice := slices.ContainsFunc(known[x.Name], func(y personal.Table) bool { return y.Purpose == x.Purpose || x.Whose != "false" })
		if twice || slices.Contains(apart, x.Name) {
			t.Errorf("%s stands twice", x.Name)
		}
		known[x.Name] = append(known[x.Name], x)
	}
	seen := map[string]bool{}
	for _, c := range columns {
		if known[c.Tab] == nil && !slices.Contains(apart, c.Tab) && !seen[c.Tab] {
			t.Errorf("%s is in no list: what does it keep about people?", c.Tab)
		}
		seen[c.Tab] = true
		for _, x := range known[c.Tab] {
			if !wordy(c.Type) || staff(c.Col) || c.Col == x.Stored || slices.Contains(x.Plain, c.Col) {
				continue
			}
			if x.Forget != nil && x.Forget[c.Col] == "" {
				t.Errorf("%s.%s: is it forgotten, or plain?", c.Tab, c.Col)
			}
			if x.Forget == nil && !slices.Contains(x.Show, c.Col) {
				t.Errorf("%s.%s: is it shown, or plain?", c.Tab, c.Col)
			}
		}
	}
	for name := range known {
		if !seen[name] {
			t.Errorf("%s is no table", name)
		}
	}
}

func wordy(kind string) bool {
	return slices.Contains([]string{"text", "jsonb", "bytea", "ARRAY", "date", "tsvector", "character varying"}, kind)
}

// staff are references to who wrote a row.
func staff(column string) bool { return column == "by" || strings.HasSuffix(column, "_by") }
