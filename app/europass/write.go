package europass

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/language"
)

// Titles are the words for the sections that Europass has no name for, in the language of
// the document; English where they are empty.
type Titles struct{ Skills, Certificates, Wanted string }

// Write writes a profile as a Candidate document with English titles.
func Write(w io.Writer, p *Profile) error { return Titles{}.Write(w, p) }

// Write writes a profile as a Candidate document. A telephone number that cannot be
// dialled is left out.
func (t Titles) Write(w io.Writer, p *Profile) error {
	t = Titles{cmp.Or(t.Skills, "Skills"), cmp.Or(t.Certificates, "Certificates"), cmp.Or(t.Wanted, "Jobs wanted")}
	p = p.Tidy()
	x := &writer{w: bufio.NewWriter(w)}
	x.raw(xml.Header[:len(xml.Header)-3] + ` standalone="yes"?>` + "\n")
	x.open(`Candidate xsi:schemaLocation="http://www.europass.eu/1.0 Candidate.xsd" xmlns="http://www.europass.eu/1.0" ` +
		`xmlns:oa="http://www.openapplications.org/oagis/9" xmlns:eures="http://www.europass_eures.eu/1.0" ` +
		`xmlns:hr="http://www.hr-xml.org/3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`)
	x.raw(`<hr:DocumentID schemeID="Approdo-0001" schemeName="DocumentIdentifier" schemeAgencyName="EUROPASS" schemeVersionID="4.0"/>`)
	x.supplier(p)
	x.person(p)
	x.open(`CandidateProfile languageCode="` + p.Lang + `"`)
	x.raw(`<hr:ID schemeID="Approdo-0001" schemeName="CandidateProfileID" schemeAgencyName="EUROPASS" schemeVersionID="1.0"/>`)
	x.text("hr:ExecutiveSummary", p.About)
	x.jobs(p.Jobs)
	x.education(p.Education)
	x.open("eures:Licenses")
	for _, l := range p.Licences {
		x.open("eures:License")
		x.leaf("hr:LicenseTypeCode", l)
		x.close()
	}
	x.close()
	x.languages(p.Languages)
	x.skills(t, p.Skills)
	x.others(t, p)
	x.close()
	x.design()
	x.close()
	return x.w.Flush()
}

// writer writes elements; the first error of w stays in it until Flush tells.
type writer struct {
	w     *bufio.Writer
	stack []string
}

func (x *writer) raw(s string) { _, _ = x.w.WriteString(s) }

// open begins an element; what follows its name are attributes.
func (x *writer) open(tag string) {
	x.raw("<" + tag + ">")
	name, _, _ := strings.Cut(tag, " ")
	x.stack = append(x.stack, name)
}

func (x *writer) close() {
	last := len(x.stack) - 1
	x.raw("</" + x.stack[last] + ">\n")
	x.stack = x.stack[:last]
}

// leaf writes an element that has a value.
func (x *writer) leaf(tag, value string) {
	if value == "" {
		return
	}
	x.raw("<" + tag + ">")
	_ = xml.EscapeText(x.w, []byte(value))
	name, _, _ := strings.Cut(tag, " ")
	x.raw("</" + name + ">")
}

func (x *writer) text(tag, value string) {
	if value != "" {
		x.leaf(tag, htmlOf(value))
	}
}

func (x *writer) name(p *Profile) {
	x.open("PersonName")
	x.leaf("oa:GivenName", p.Given)
	x.leaf("hr:FamilyName", p.Family)
	x.close()
}

func (x *writer) emails(p *Profile) {
	for _, e := range p.Emails {
		x.open("Communication")
		x.leaf("ChannelCode", "Email")
		x.leaf("oa:URI", e)
		x.close()
	}
}

func (x *writer) supplier(p *Profile) {
	x.open("CandidateSupplier")
	x.raw(`<hr:PartyID schemeID="Approdo-0001" schemeName="PartyID" schemeAgencyName="EUROPASS" schemeVersionID="1.0"/>`)
	x.leaf("hr:PartyName", "Owner")
	x.open("PersonContact")
	x.name(p)
	x.emails(p)
	x.close()
	x.leaf("hr:PrecedenceCode", "1")
	x.close()
}

func (x *writer) person(p *Profile) {
	x.open("CandidatePerson")
	x.name(p)
	x.emails(p)
	for _, number := range p.Phones {
		x.phone(number)
	}
	if p.Address != (Address{}) {
		x.open("Communication")
		x.leaf("UseCode", "home")
		x.address(` type="home"`, p.Address)
		x.close()
	}
	for _, n := range p.Nationalities {
		x.leaf("NationalityCode", strings.ToLower(n))
	}
	x.leaf("hr:BirthDate", p.BirthOn)
	for _, l := range p.Languages {
		if l.Mother {
			x.code("PrimaryLanguageCode", "name", l)
		}
	}
	x.close()
}

func (x *writer) phone(number string) {
	n, err := phonenumbers.Parse(number, "ZZ")
	if err != nil {
		return
	}
	x.open("Communication")
	x.leaf("ChannelCode", "Telephone")
	x.leaf("UseCode", "mobile")
	prefix := strconv.Itoa(int(n.GetCountryCode()))
	x.leaf("CountryDialing", prefix)
	x.leaf("oa:DialNumber", strings.TrimPrefix(number, "+"+prefix))
	if region := phonenumbers.GetRegionCodeForNumber(n); len(region) == 2 {
		x.leaf("CountryCode", strings.ToLower(region))
	}
	x.close()
}

func (x *writer) address(attributes string, a Address) {
	x.open("Address" + attributes)
	x.leaf("oa:AddressLine", a.Line)
	x.leaf("oa:CityName", a.City)
	x.leaf("CountryCode", strings.ToLower(a.Country))
	x.leaf("oa:PostalCode", a.PostalCode)
	x.close()
}

// code writes a language, by its three letters where it has a code.
func (x *writer) code(tag, scheme string, l Language) {
	if l.Code == "" {
		x.leaf(tag+" "+scheme+`="FREE_TEXT"`, l.Name)
		return
	}
	base, err := language.ParseBase(l.Code)
	if err == nil {
		x.leaf(tag+" "+scheme+`="NORMAL"`, base.ISO3())
	}
}

func (x *writer) dates(from, to string) {
	for _, d := range []struct{ tag, on string }{{"StartDate", from}, {"EndDate", to}} {
		if d.on != "" {
			x.open(x.prefix() + d.tag)
			x.leaf("hr:FormattedDateTime", d.on)
			x.close()
		}
	}
}

// prefix is that of the element being written.
func (x *writer) prefix() string {
	if p, _, has := strings.Cut(x.stack[len(x.stack)-1], ":"); has {
		return p + ":"
	}
	return ""
}

func (x *writer) design() {
	x.open("RenderingInformation")
	x.open("Design")
	for _, kv := range [][2]string{{"Template", "Template1"}, {"Color", "Default"}, {"FontSize", "Medium"}, {"Logo", "None"}, {"PageNumbers", "false"}} {
		x.leaf(kv[0], kv[1])
	}
	x.open("SectionsOrder")
	for _, title := range []string{"work-experience", "education-training", "language", "profile-skills", "driving-licence"} {
		x.open("Section")
		x.leaf("Title", title)
		x.close()
	}
	x.close()
	x.close()
	x.close()
}
