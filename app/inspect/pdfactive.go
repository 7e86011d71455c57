package inspect

import (
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// What Dropped may say.
const (
	labelScripts  = "scripts"
	labelLaunch   = "launch"
	labelFiles    = "files"
	labelForm     = "form"
	labelMedia    = "media"
	labelLinks    = "links"
	labelExternal = "external"
)

// forbidden are the keys that never reach the new file, with what they are told as; ""
// for those nobody has to hear of.
var forbidden = map[string]string{
	"JS": labelScripts, "JavaScript": labelScripts, "AA": labelScripts, "OpenAction": "",
	"URI": labelLinks, "URIActions": labelLinks,
	"EmbeddedFiles": "", "EF": labelFiles, "RF": labelFiles, "AF": "", "Collection": labelFiles,
	"XFA": labelForm, "AcroForm": "", "NeedsRendering": "", "SigFlags": "",
	"RichMediaContent": labelMedia, "RichMediaSettings": labelMedia, "Renditions": labelMedia, "Movie": labelMedia, "Sound": labelMedia,
	"Launch": labelLaunch, "OPI": labelExternal, "FFilter": labelExternal, "FDecodeParms": labelExternal, "Ref": labelExternal,
	"Metadata": "", "PieceInfo": "", "Names": "", "Dests": "", "Outlines": "", "Perms": "", "Legal": "", "Threads": "", "SpiderInfo": "",
}

// actions are what a dictionary with this S does.
var actions = map[string]string{
	"JavaScript": labelScripts, "Rendition": labelMedia, "Sound": labelMedia, "Movie": labelMedia, "RichMediaExecute": labelMedia,
	"GoTo3DView": labelMedia, "Launch": labelLaunch, "URI": labelLinks, "GoToR": labelLinks, "GoToE": labelFiles, "GoToDp": "",
	"Thread": labelLinks, "SubmitForm": labelForm, "ResetForm": labelForm, "ImportData": labelForm, "Hide": labelForm,
	"SetOCGState": "", "Named": "", "GoTo": "", "Trans": "",
}

// closed are the types of dictionaries that are never copied as they are: pages are made
// anew, the rest reaches outside the page.
var closed = []string{"Page", "Pages", "Catalog", "Annot", "Action", "Filespec", "F", "EmbeddedFile", "Sig", "DocTimeStamp", "Outlines",
	"Rendition", "MediaClip", "Requirement", "ReqHandler", "Template", "3D", "RichMedia", "XRef", "ObjStm"}

// media are annotations that play.
var media = []string{"Sound", "Movie", "Screen", "RichMedia", "3D"}

func name(o types.Object) string {
	n, _ := o.(types.Name)
	return string(n)
}

// active says whether a dictionary is something that acts or reaches outside.
func active(d types.Dict) bool {
	if slices.Contains(closed, name(d["Type"])) || name(d["Subtype"]) == "PS" || name(d["Subtype2"]) == "PS" {
		return true
	}
	if _, acts := actions[name(d["S"])]; acts {
		return true
	}
	_, placed := d["Rect"]
	return placed && name(d["Subtype"]) != "" // an annotation that does not say so
}

// look goes through everything that was read, reachable or not, and notes what is
// active in it.
func (c *copier) look() {
	for number := range c.x.Table {
		c.note(c.get(ref(number)), 0)
	}
}

func (c *copier) note(o types.Object, depth int) {
	if depth > mostDepth {
		return
	}
	switch o := o.(type) {
	case types.Array:
		for _, v := range o {
			c.note(v, depth+1)
		}
	case types.StreamDict:
		if _, outside := o.Dict["F"]; outside {
			c.dropped[labelExternal] = true
		}
		c.noteDict(o.Dict, depth)
	case types.Dict:
		c.noteDict(o, depth)
	}
}

func (c *copier) noteDict(d types.Dict, depth int) {
	if _, found := d["EF"]; found && isEuropass(c.fileName(d)) {
		return
	}
	for k, v := range d {
		if label := forbidden[k]; label != "" && v != nil {
			c.dropped[label] = true
		}
		c.note(v, depth+1)
	}
	if label := actions[name(d["S"])]; label != "" {
		c.dropped[label] = true
	}
	if kind := name(d["Subtype"]); d["Rect"] != nil && (slices.Contains(media, kind) || kind == "FileAttachment") {
		c.dropped[map[bool]string{true: labelFiles, false: labelMedia}[kind == "FileAttachment"]] = true
	}
}

// labels are what was noted, sorted.
func (c *copier) labels() []string {
	all := []string{}
	for label := range c.dropped {
		all = append(all, label)
	}
	slices.Sort(all)
	return all
}
