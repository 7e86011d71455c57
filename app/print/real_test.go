package print_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"approdo/app/fault"
	"approdo/app/print"
	"approdo/app/print/printtest"
)

// words are one sentence a language, each with letters that break where shaping, fonts or
// reading order are wrong.
var words = map[string]string{
	"it": "Perché no? È già così", "en": "Signed by both", "fr": "Œuvre reçue à Noël", "es": "¿Mañana? ¡Sí!",
	"ro": "Acord și înțelegere, șțăâî", "sq": "Marrëveshja e përbashkët, ç'bëjmë", "uk": "Угода про послуги, їжа, ґанок, є",
	"ru": "Соглашение об услугах, ёлка, съезд", "zh": "服务协议与行动计划", "bn": "সেবা চুক্তি ক্ষমতা দৃষ্টি",
	"ar": "اتفاق الخدمة لا إله مُحمّد الإجراءات", "ur": "خدمت کا معاہدہ ہے، ٹھیک گھر پڑھیے",
}

const style = `<style>@page{size:A4;margin:15mm}body{font-family:"Noto Sans","Noto Sans Arabic","Noto Sans Bengali","Noto Sans CJK SC",sans-serif}
	tr{break-inside:avoid}</style>`

func document(title, body string) print.Sheet {
	return print.Sheet{Lang: "it", Foot: "Sportello di prova · " + title, Number: "Pagina " + print.PageMark + " di " + print.PagesMark,
		HTML: []byte(`<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>` + title + `</title>` + style + `</head><body>` + body + `</body></html>`)}
}

// machine is a printer whose folder the test looks into; it ends with the test, and
// leaves neither process nor file.
func machine(t *testing.T, o print.Options) (p *print.Printer, dir string) {
	t.Helper()
	printtest.Need(t)
	o.Dir, o.Log = short(t), slog.New(slog.DiscardHandler)
	p = print.New(o)
	t.Cleanup(func() {
		p.Close()
		for end := time.Now().Add(5 * time.Second); len(processes(o.Dir)) > 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		}
		if left := processes(o.Dir); len(left) > 0 {
			t.Errorf("processes left: %v", left)
		}
		if left, _ := filepath.Glob(o.Dir + "/*"); len(left) > 0 {
			t.Errorf("files left: %q", left)
		}
	})
	return p, o.Dir
}

// short is a folder whose name leaves room for the browser's socket.
func short(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "print")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func printed(t *testing.T, p *print.Printer, s print.Sheet) []byte {
	t.Helper()
	pdf, err := p.PDF(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// processes are the browser's own, by the folder on their command line: the first one
// and its children.
func processes(dir string) (pids []int) {
	entries, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range entries {
		line, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(line), dir+"/") {
			var pid int
			_, _ = fmt.Sscanf(path, "/proc/%d/", &pid)
			pids = append(pids, pid)
		}
	}
	return pids
}

// TestARealBrowser prints all of it with one.
func TestARealBrowser(t *testing.T) {
	p, _ := machine(t, print.Options{})
	for name, test := range map[string]func(*testing.T, *print.Printer){
		"whole in every language": wholeInEveryLanguage, "reaches nobody": reachesNobody, "heavy": heavy, "limit of time": limitOfTime,
	} {
		t.Run(name, func(t *testing.T) { test(t, p) })
	}
}

func wholeInEveryLanguage(t *testing.T, p *print.Printer) {
	body := "<h1>Patto di servizio</h1><h2>Lingue</h2><ul>"
	for lang, text := range words {
		dir := map[bool]string{true: "rtl", false: "ltr"}[lang == "ar" || lang == "ur"]
		body += fmt.Sprintf(`<li lang=%q dir=%q>%s <b>%s</b></li>`, lang, dir, text, text)
	}
	body += `</ul><table><thead><tr><th scope="col">Azione</th></tr></thead><tbody><tr><td>Una</td></tr></tbody></table>`
	body += `<p>&lt;script&gt;alert(1)&lt;/script&gt; {{.Secret}}</p><script>document.title = "Script"; document.body.innerHTML = "Script"</script>`
	pdf := printed(t, p, document("Patto di prova", body))
	info := printtest.Info(t, pdf)
	for _, want := range []string{`Tagged: +yes`, `Title: +Patto di prova`, `JavaScript: +no`, `Page size: +594\.\d+ x 841\.\d+ pts \(A4\)`, `Creator: +Approdo`} {
		if !regexp.MustCompile(want).MatchString(info) {
			t.Errorf("pdfinfo does not say %s:\n%s", want, info)
		}
	}
	catalogue := regexp.MustCompile(`(?s)/Type /Catalog.*?/Lang \(it\)`).Find(pdf)
	for _, want := range []string{"/Marked true", "/StructTreeRoot", "/Outlines", "/ViewerPreferences"} {
		if !strings.Contains(string(catalogue), want) {
			t.Errorf("the catalogue lacks %s: %s", want, catalogue)
		}
	}
	for _, want := range []string{"/S /H1", "/S /Table", "/S /TH", "/Lang (ar)", "/Lang (bn)", "/Lang (zh)"} {
		if !strings.Contains(string(pdf), want) {
			t.Errorf("the structure lacks %s", want)
		}
	}
	text := printtest.Text(t, pdf)
	for lang, sentence := range words {
		for _, want := range strings.FieldsFunc(sentence, func(r rune) bool { return r == ' ' || r == ',' || r == '،' }) {
			if !strings.Contains(text, printtest.Fold(want)) {
				t.Errorf("%s: %q is not in the text:\n%s", lang, want, text)
			}
		}
	}
	for _, want := range []string{"<script>alert(1)</script>{{.Secret}}", "Sportellodiprova·Pattodiprova", "Pagina1di1"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the text:\n%s", want, text)
		}
	}
	embedded(t, pdf)
}

// embedded fails for a font that is not in the file, or that has no letter of its own.
func embedded(t *testing.T, pdf []byte) {
	t.Helper()
	row := regexp.MustCompile(`^(\S+) .* (yes|no) +(yes|no) +(yes|no) +\d+ +\d+$`)
	fonts := printtest.Fonts(t, pdf)
	all := strings.Join(fonts, "\n")
	for _, line := range fonts {
		m := row.FindStringSubmatch(line)
		if m == nil || m[2] != "yes" || m[4] != "yes" {
			t.Errorf("a font is not embedded or has no text: %s", line)
		}
	}
	for _, want := range []string{"NotoSans-", "Arabic", "Bengali"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s among the fonts:\n%s", want, all)
		}
	}
	for _, bad := range []string{"LastResort", "Tofu", "DejaVu"} {
		if strings.Contains(all, bad) {
			t.Errorf("%s among the fonts:\n%s", bad, all)
		}
	}
}

// reachesNobody: not even this machine, by picture, style, frame or wish.
func reachesNobody(t *testing.T, p *print.Printer) {
	var calls atomic.Int64
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) })}
	server.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			calls.Add(1)
		}
	}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	secret := filepath.Join(t.TempDir(), "secret.html")
	if err := os.WriteFile(secret, []byte("segretissimo"), 0o600); err != nil {
		t.Fatal(err)
	}
	body := ""
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]"} {
		at := fmt.Sprintf("http://%s:%d/", host, l.Addr().(*net.TCPAddr).Port)
		body += fmt.Sprintf(`<link rel="preconnect" href=%[1]q><link rel="stylesheet" href=%[1]q><img src="%[1]sx.png"><iframe src=%[1]q></iframe>
			<object data=%[1]q></object><embed src=%[1]q><p style="background:url(%[1]sb.png)">qui</p><meta http-equiv="refresh" content="0;url=%[1]s">`, at)
	}
	pdf := printed(t, p, document("Rete", body+`<iframe src="file://`+secret+`"></iframe><p>fine</p>`))
	if n := calls.Load(); n != 0 {
		t.Errorf("the listener was reached %d times", n)
	}
	if text := printtest.Text(t, pdf); !strings.Contains(text, "qui") || strings.Contains(text, "segretissimo") {
		t.Errorf("the page reads %q", text)
	}
}

// heavy: two hundred actions come within the limit, no row is cut in two and
// each page repeats the head of the table; two that come at once both come.
func heavy(t *testing.T, p *print.Printer) {
	body := "<h1>Piano</h1><table><thead><tr><th>Azione</th><th>Entro</th></tr></thead><tbody>"
	for i := range 200 {
		body += fmt.Sprintf(`<tr><td>inizio%03d %s<br>%s fine%03d</td><td lang="ar" dir="rtl">%s</td></tr>`, i, words["bn"], words["zh"], i, words["ar"])
	}
	began := time.Now()
	pages := make([][]byte, 2)
	var both sync.WaitGroup
	for i := range pages {
		both.Go(func() { pages[i], _ = p.PDF(t.Context(), document("Piano", body+"</tbody></table>")) })
	}
	both.Wait()
	t.Logf("two of %d KB after %v", len(pages[0])>>10, time.Since(began))
	for _, pdf := range pages {
		if pdf == nil {
			t.Fatal("one did not come")
		}
	}
	text := printtest.Text(t, pages[1])
	sheets := regexp.MustCompile(`Pagina\d+di(\d+)`).FindAllStringSubmatch(text, -1)
	if len(sheets) < 5 || sheets[0][1] != fmt.Sprint(len(sheets)) {
		t.Errorf("pages say %v", sheets)
	}
	if n := strings.Count(text, "AzioneEntro"); n != len(sheets) {
		t.Errorf("%d heads on %d pages", n, len(sheets))
	}
	if strings.Count(text, "inizio") != 200 || regexp.MustCompile(`inizio\d{3}[^#]*Pagina\d+di`).MatchString(strings.ReplaceAll(text, "fine", "#")) {
		t.Error("a row is missing or cut in two")
	}
}

// TestAKilledBrowserIsStartedAgain: between two documents and in the middle of one.
func TestAKilledBrowserIsStartedAgain(t *testing.T) {
	p, dir := machine(t, print.Options{Idle: 700 * time.Millisecond})
	sheet := document("Prova", "<p>una</p>")
	printed(t, p, sheet)
	kill(t, dir)
	printed(t, p, sheet)

	rows := strings.Repeat("<tr><td>"+words["zh"]+"</td></tr>", 1200)
	began := make(chan struct{})
	go func() {
		close(began)
		time.Sleep(300 * time.Millisecond)
		for _, pid := range processes(dir) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}()
	<-began
	if text := printtest.Text(t, printed(t, p, document("Lunga", "<table>"+rows+"</table>"))); !strings.Contains(text, printtest.Fold(words["zh"])) {
		t.Error("the long document is empty")
	}
	for end := time.Now().Add(10 * time.Second); len(processes(dir)) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nobody prints, and the browser goes on")
		}
	}
	printed(t, p, sheet)
}

func kill(t *testing.T, dir string) {
	t.Helper()
	pids := processes(dir)
	if len(pids) == 0 {
		t.Fatal("no browser runs")
	}
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// limitOfTime: a document that takes too long is a fault, and the next one is printed.
func limitOfTime(t *testing.T, p *print.Printer) {
	printed(t, p, document("Prova", "<p>una</p>"))
	ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
	defer cancel()
	rows := strings.Repeat("<tr><td>"+words["zh"]+"</td></tr>", 9000)
	_, err := p.PDF(ctx, document("Lunga", "<table>"+rows+"</table>"))
	if f, ok := fault.As(err); !ok || f.Key != "print.failed" || f.Kind != fault.Unavailable {
		t.Errorf("error is %v", err)
	}
	printed(t, p, document("Prova", "<p>due</p>"))
}

// TestAKilledProgramLeavesNoBrowser: this test's own program, started a second time, is
// killed while its browser waits for work.
func TestAKilledProgramLeavesNoBrowser(t *testing.T) {
	printtest.Need(t)
	dir := short(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helper+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said string
	if _, err := fmt.Fscanln(out, &said); err != nil || said != "printed" {
		t.Fatalf("the second program said %q: %v", said, err)
	}
	if len(processes(dir)) == 0 {
		t.Error("it runs no browser")
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	for end := time.Now().Add(10 * time.Second); len(processes(dir)) > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("processes left: %v", processes(dir))
		}
	}
}
