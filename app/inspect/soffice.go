package inspect

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// profile is LibreOffice's settings folder in the document's own.
const profile = "profile"

// findSoffice gives LibreOffice's program, "" where there is none.
func findSoffice(path string) string {
	switch path {
	case Off:
		return ""
	case "":
		return look("soffice", "libreoffice")
	}
	return look(path)
}

// importers are LibreOffice's own names, so that it does not guess.
var importers = map[string]string{DOCX: "MS Word 2007 XML", ODT: "writer8"}

// settings: no program in a document runs, nothing is fetched, nothing is asked.
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Java/VirtualMachine"><prop oor:name="Enable" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
`

// convert has our own code judge a DOCX or ODT first and LibreOffice make a PDF of the
// clean copy; that PDF is judged like any other.
func (i *Inspector) convert(ctx context.Context, f *folder) (kind string, dropped []string, err error) {
	v, err := i.judge(ctx, f, task{Do: doOffice, Names: []string{input(0)}})
	if err != nil {
		return "", nil, err
	}
	if importers[v.Kind] == "" {
		return "", nil, errNoAnswer
	}
	if err := f.settle(); err != nil {
		return "", nil, fmt.Errorf("make LibreOffice's profile: %w", err)
	}
	args := []string{i.soffice, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard",
		"-env:UserInstallation=file://" + f.at(profile), "--infilter=" + importers[v.Kind],
		"--convert-to", "pdf:writer_pdf_Export", officeOut + v.Kind}
	l := limits{CPU: 60, Memory: 1 << 30, Space: 6 << 30, File: 64 << 20, Open: 256}
	_, err = i.child(ctx, f, task{Do: doProgram, Args: args, Limits: l}, 3*i.o.Limit,
		"HOME="+f.path, "TMPDIR="+f.path, "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "SAL_USE_VCLPLUGIN=svp")
	var r refusal
	switch {
	case errors.Is(err, errLimit):
		return "", nil, refusal(refusedHeavy)
	case errors.As(err, &r):
		return "", nil, refusal(refusedConvert)
	case err != nil:
		return "", nil, err
	}
	made, err := openMade(f.at(convertedPDF))
	if err != nil {
		return "", nil, refusal(refusedConvert)
	}
	return v.Kind, v.Dropped, made.Close()
}

// settle writes the profile.
func (f *folder) settle() error {
	for _, dir := range []string{profile, profile + "/user"} {
		if err := os.Mkdir(f.at(dir), 0o700); err != nil {
			return err
		}
		if err := f.give(dir); err != nil {
			return err
		}
	}
	const file = profile + "/user/registrymodifications.xcu"
	if err := os.WriteFile(f.at(file), []byte(settings), 0o600); err != nil {
		return err
	}
	return f.give(file)
}
