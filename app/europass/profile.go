package europass

// Most is how many lines of one kind a profile keeps; MaxLine and MaxText are how long a
// line and a text may be, in characters.
const (
	Most    = 60
	MaxLine = 300
	MaxText = 4000
)

// Profile is what a CV says about a person. Everything may be unknown.
type Profile struct {
	// Lang is the language the document is written in, "" where it does not say.
	Lang   string `json:"lang,omitempty"`
	Given  string `json:"given,omitempty"`
	Family string `json:"family,omitempty"`
	// BirthOn is a date as precise as it is known.
	BirthOn       string   `json:"birth_on,omitempty"`
	Nationalities []string `json:"nationalities,omitempty"`
	Emails        []string `json:"emails,omitempty"`
	// Phones are in E.164 ("+393330000000") where they can be dialled.
	Phones  []string `json:"phones,omitempty"`
	Address Address  `json:"address,omitzero"`
	// About is the person's summary, in lines.
	About     string     `json:"about,omitempty"`
	Jobs      []Job      `json:"jobs,omitempty"`
	Education []Study    `json:"education,omitempty"`
	Languages []Language `json:"languages,omitempty"`
	Skills    []string   `json:"skills,omitempty"`
	// Licences are categories of the driving licence: "AM", "B", "CE".
	Licences     []string      `json:"licences,omitempty"`
	Certificates []Certificate `json:"certificates,omitempty"`
	// Wanted are the jobs looked for.
	Wanted []string `json:"wanted,omitempty"`
}

// Address is where somebody lives.
type Address struct {
	Line       string `json:"line,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	City       string `json:"city,omitempty"`
	Country    string `json:"country,omitempty"`
}

// Period is when something was. Current says that it goes on; then To is "".
type Period struct {
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
	Current bool   `json:"current,omitempty"`
}

// Job is a position somebody held. URI is the occupation's in ESCO, Sector the letter of
// NACE, Description what was done, in lines; "" where unknown.
type Job struct {
	Position string `json:"position,omitempty"`
	URI      string `json:"uri,omitempty"`
	Employer string `json:"employer,omitempty"`
	Sector   string `json:"sector,omitempty"`
	City     string `json:"city,omitempty"`
	Country  string `json:"country,omitempty"`
	Period
	Description string `json:"description,omitempty"`
}

// Study is a title of education or training. Level is the EQF's, "1" to "8".
type Study struct {
	Title   string `json:"title,omitempty"`
	School  string `json:"school,omitempty"`
	City    string `json:"city,omitempty"`
	Country string `json:"country,omitempty"`
	Level   string `json:"level,omitempty"`
	Period
	Description string `json:"description,omitempty"`
}

// Language is one the person knows. Code is "" for a language without one, which then has
// a Name. A mother tongue has no levels.
type Language struct {
	Code        string `json:"code,omitempty"`
	Name        string `json:"name,omitempty"`
	Mother      bool   `json:"mother,omitempty"`
	Listening   string `json:"listening,omitempty"`
	Reading     string `json:"reading,omitempty"`
	Interaction string `json:"interaction,omitempty"`
	Speaking    string `json:"speaking,omitempty"`
	Writing     string `json:"writing,omitempty"`
}

// Certificate is a qualification beyond the titles of education: HACCP, a forklift
// licence, a language certificate. On is when it was given, Expires the last day.
type Certificate struct {
	Title   string `json:"title,omitempty"`
	On      string `json:"on,omitempty"`
	Expires string `json:"expires,omitempty"`
}

// Categories are the driving licences that Europass knows, in its order.
func Categories() []string {
	return []string{"AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D1E", "D", "DE"}
}

// CEFR are the levels of the Common European Framework of Reference, the lowest first.
func CEFR() []string { return []string{"A1", "A2", "B1", "B2", "C1", "C2"} }

// Name is given name and family name on one line.
func (p *Profile) Name() string {
	if p.Given == "" || p.Family == "" {
		return p.Given + p.Family
	}
	return p.Given + " " + p.Family
}
