package occupations

import (
	"archive/zip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"approdo/app/db/testdb"
)

const (
	wholeHeader = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status\n"
	olderHeader = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,description\n"
	skillHeader = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status\n"
	uri         = "http://data.europa.eu/esco/occupation/"
	skillURI    = "http://data.europa.eu/esco/skill/"
)

// write puts files into a folder and gives their paths.
func (b *book) write(files map[string]string) []string {
	b.t.Helper()
	dir, all := b.t.TempDir(), []string{}
	for name, text := range files {
		path := filepath.Join(dir, name)
		b.must(os.WriteFile(path, []byte(text), 0o600))
		all = append(all, path)
	}
	return all
}

func (b *book) load(files map[string]string) Loaded {
	b.t.Helper()
	e, err := ReadESCO(b.write(files))
	b.must(err)
	l, err := ImportESCO(b.ctx, b.db, e, func(string) {}, b.now)
	b.must(err)
	return l
}

// first are a whole English edition, older Italian names, and what occupations ask for.
func first() map[string]string {
	return map[string]string{
		"occupations_en.csv": "\ufeff" + wholeHeader + "Occupation," + uri + "aa11,8121,wire drawer,\"wire puller\nmetal drawer\",released\n" +
			"Occupation," + uri + "test-shepherd,6121,sheep raiser,flock minder,released\n" + "Occupation," + uri + "cc33,110,old soldier,,released\n" +
			"Occupation," + uri + "dd44,1111,planned job,,proposed\n",
		"occupations_it.csv": olderHeader + "Occupation," + uri + "aa11,7222,trafilatore/trafilatrice,tiratore di fili,\n" +
			"Occupation," + uri + "zz99,7222,mestiere di una volta,,\n",
		"occupations_de.csv":           olderHeader + "Occupation," + uri + "aa11,7222,Drahtzieher,,\n",
		"skills_en.csv":                skillHeader + "KnowledgeSkillCompetence," + skillURI + "s1,skill/competence,transversal,draw wire,pull wire,released\n" + "KnowledgeSkillCompetence," + skillURI + "s2,knowledge,transversal,metals,,released\n",
		"occupationSkillRelations.csv": "occupationUri,relationType,skillType,skillUri\n" + uri + "aa11,optional,knowledge," + skillURI + "s2\n" + uri + "aa11,essential,skill/competence," + skillURI + "s1\n" + uri + "aa11,essential,skill/competence," + skillURI + "unknown\n",
		"ignored.csv":                  olderHeader,
	}
}

func TestAnEditionFollowsAnother(t *testing.T) {
	b := open(t, testdb.Tx(t))
	files := edition()
	l := b.load(files)
	if l.Occupations != (Tally{Read: 3, Added: 2, Changed: 1}) || l.Skills.Added != 2 || l.Relations.Added != 2 {
		t.Errorf("loaded %+v", l)
	}
	for typed, code := range map[string]string{"wire puller": "aa11", "trafilatrice": "aa11", "flock minder": "shepherd", "soldier": "cc33", "planned": "", "mestiere": "", "Drahtzieher": ""} {
		if got := b.search(typed, "it"); code == "" && len(got) > 0 || code != "" && (len(got) != 1 || got[0] != code) {
			t.Errorf("%q finds %v, want %q alone", typed, got, code)
		}
	}
	o, err := ByURI(b.ctx, b.db, uri+"aa11")
	b.must(err)
	if o.ISCO != "8121" || o.Label("it") != "trafilatore/trafilatrice" || o.Label("fr") != "trafilatore/trafilatrice" || o.Labels["de"] != "" {
		t.Errorf("the row is %+v", o)
	}
	asks, err := SkillsOf(b.ctx, b.db, o.ID, "it")
	b.must(err)
	if len(asks) != 2 || !asks[0].Essential || asks[0].Label("it") != "draw wire" || asks[1].Essential {
		t.Errorf("it asks for %+v", asks)
	}
	if again := b.load(files); !again.Quiet() || again.Occupations.Read != 3 {
		t.Errorf("the same again: %+v", again)
	}
	files["occupations_en.csv"] = strings.NewReplacer("wire drawer", "wire artist", "metal drawer", "metal artist").Replace(files["occupations_en.csv"])
	files["occupations_en.csv"] = strings.Replace(files["occupations_en.csv"], "Occupation,"+uri+"cc33,110,old soldier,,released\n", "", 1)
	files["occupations_en.csv"] = strings.Replace(files["occupations_en.csv"], "Occupation,"+uri+"test-shepherd,6121,sheep raiser,flock minder,released\n", "", 1)
	l = b.load(files)
	if l.Occupations.Changed != 1 || l.Occupations.Retired != 2 || l.Occupations.Added != 0 {
		t.Errorf("the next edition: %+v", l)
	}
	for typed, code := range map[string]string{"wire artist": "aa11", "drawer": "", "soldier": "", "flock minder": "", "pastore": "shepherd"} {
		if got := b.search(typed, "en"); code == "" && len(got) > 0 || code != "" && (len(got) != 1 || got[0] != code) {
			t.Errorf("in the next edition %q finds %v, want %q", typed, got, code)
		}
	}
	if back := b.load(edition()); back.Occupations.Changed != 3 {
		t.Errorf("the first edition again: %+v", back)
	}
}

func edition() map[string]string {
	files := first()
	delete(files, "ignored.csv")
	return files
}

// TestWrongFilesSayWhatIsWrong, and nothing is loaded.
func TestWrongFilesSayWhatIsWrong(t *testing.T) {
	b := &book{t: t}
	for name, c := range map[string]struct{ file, text, says string }{
		"another table":       {"people_it.csv", "name,surname\na,b\n", "no files of ESCO"},
		"nothing in it":       {"occupations_it.csv", "", "no files of ESCO"},
		"no language":         {"jobs.csv", olderHeader, "language"},
		"no ZIP":              {"esco.zip", "PK, but not really", "no files of ESCO"},
		"no address":          {"occupations_it.csv", olderHeader + "Occupation,nowhere,8121,a,,\n", "line 2"},
		"no group":            {"occupations_it.csv", olderHeader + "Occupation," + uri + "aa11,81x1,a,,\n", "ISCO-08"},
		"cut in a row":        {"occupations_it.csv", olderHeader + "Occupation," + uri + "aa11,8121\n", "broken"},
		"a quote left open":   {"occupations_it.csv", olderHeader + "Occupation," + uri + "aa11,8121,\"a,,\n", "broken"},
		"a language not ours": {"occupations_de.csv", olderHeader + "Occupation," + uri + "aa11,8121,a,,\n", "no files of ESCO"},
		"of no use":           {"broaderRelationsOccPillar.csv", "conceptType,conceptUri,broaderType,broaderUri\n", "no files of ESCO"},
	} {
		_, err := ReadESCO(b.write(map[string]string{c.file: c.text}))
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), c.file) && c.file != "occupations_de.csv" {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	if _, err := ReadESCO([]string{"/nowhere/occupations_it.csv"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := ReadESCO(nil); !errors.Is(err, ErrESCO) {
		t.Errorf("no file: %v", err)
	}
}

// TestArchivesAreRead: the tables in a ZIP, in folders or not, and nothing else of it.
func TestArchivesAreRead(t *testing.T) {
	b := &book{t: t}
	path := filepath.Join(t.TempDir(), "esco.zip")
	f, err := os.Create(path)
	b.must(err)
	z := zip.NewWriter(f)
	for name, text := range first() {
		if name == "ignored.csv" {
			name, text = "v1/skillGroups_en.csv", "conceptType,conceptUri\n"
		}
		w, err := z.Create("v1/" + name)
		b.must(err)
		_, err = w.Write([]byte(text))
		b.must(err)
	}
	b.must(z.Close())
	b.must(f.Close())
	e, err := ReadESCO([]string{path})
	b.must(err)
	if len(e.Read) != 4 || len(e.Left) != 1 || len(e.Occupations) != 4 || len(e.Skills) != 2 || len(e.Relations) != 1 {
		t.Errorf("read %v, left %v, %d occupations, %d skills", e.Read, e.Left, len(e.Occupations), len(e.Skills))
	}
}
