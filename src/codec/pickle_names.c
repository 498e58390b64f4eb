/* SPDX-License-Identifier: MIT
 *
 * The table is Python 3.12's _compat_pickle as facts: rows of IMPORT_MAPPING (without names) and NAME_MAPPING
 * (with both), and the directions in which each holds. tests/codec/check_names.py compares it with that
 * module.
 */
#include "codec/pickle_names.h"

#include <stdbool.h>
#include <string.h>

enum { LOADED = 1, DUMPED = 2, BOTH = LOADED | DUMPED };

struct spelling {
    const char *module, *qualname; /* qualname is NULL in rows about whole modules */
};

struct row {
    struct spelling python2, python3;
    int directions;
};

/* The first row that fits wins, so names come before modules. */
static const struct row rows[] = {
    { { "__builtin__", "xrange" }, { "builtins", "range" }, BOTH },
    { { "__builtin__", "reduce" }, { "functools", "reduce" }, BOTH },
    { { "__builtin__", "intern" }, { "sys", "intern" }, BOTH },
    { { "__builtin__", "unichr" }, { "builtins", "chr" }, BOTH },
    { { "__builtin__", "unicode" }, { "builtins", "str" }, BOTH },
    { { "__builtin__", "long" }, { "builtins", "int" }, BOTH },
    { { "itertools", "izip" }, { "builtins", "zip" }, BOTH },
    { { "itertools", "imap" }, { "builtins", "map" }, BOTH },
    { { "itertools", "ifilter" }, { "builtins", "filter" }, BOTH },
    { { "itertools", "ifilterfalse" }, { "itertools", "filterfalse" }, BOTH },
    { { "itertools", "izip_longest" }, { "itertools", "zip_longest" }, BOTH },
    { { "UserDict", "IterableUserDict" }, { "collections", "UserDict" }, BOTH },
    { { "UserList", "UserList" }, { "collections", "UserList" }, BOTH },
    { { "UserString", "UserString" }, { "collections", "UserString" }, BOTH },
    { { "whichdb", "whichdb" }, { "dbm", "whichdb" }, BOTH },
    { { "_socket", "fromfd" }, { "socket", "fromfd" }, BOTH },
    { { "_multiprocessing", "Connection" }, { "multiprocessing.connection", "Connection" }, BOTH },
    { { "multiprocessing.process", "Process" }, { "multiprocessing.context", "Process" }, BOTH },
    { { "multiprocessing.forking", "Popen" }, { "multiprocessing.popen_fork", "Popen" }, BOTH },
    { { "urllib", "ContentTooShortError" }, { "urllib.error", "ContentTooShortError" }, BOTH },
    { { "urllib", "getproxies" }, { "urllib.request", "getproxies" }, BOTH },
    { { "urllib", "pathname2url" }, { "urllib.request", "pathname2url" }, BOTH },
    { { "urllib", "quote_plus" }, { "urllib.parse", "quote_plus" }, BOTH },
    { { "urllib", "quote" }, { "urllib.parse", "quote" }, BOTH },
    { { "urllib", "unquote_plus" }, { "urllib.parse", "unquote_plus" }, BOTH },
    { { "urllib", "unquote" }, { "urllib.parse", "unquote" }, BOTH },
    { { "urllib", "url2pathname" }, { "urllib.request", "url2pathname" }, BOTH },
    { { "urllib", "urlcleanup" }, { "urllib.request", "urlcleanup" }, BOTH },
    { { "urllib", "urlencode" }, { "urllib.parse", "urlencode" }, BOTH },
    { { "urllib", "urlopen" }, { "urllib.request", "urlopen" }, BOTH },
    { { "urllib", "urlretrieve" }, { "urllib.request", "urlretrieve" }, BOTH },
    { { "urllib2", "HTTPError" }, { "urllib.error", "HTTPError" }, BOTH },
    { { "urllib2", "URLError" }, { "urllib.error", "URLError" }, BOTH },
    { { "exceptions", "ArithmeticError" }, { "builtins", "ArithmeticError" }, BOTH },
    { { "exceptions", "AssertionError" }, { "builtins", "AssertionError" }, BOTH },
    { { "exceptions", "AttributeError" }, { "builtins", "AttributeError" }, BOTH },
    { { "exceptions", "BaseException" }, { "builtins", "BaseException" }, BOTH },
    { { "exceptions", "BufferError" }, { "builtins", "BufferError" }, BOTH },
    { { "exceptions", "BytesWarning" }, { "builtins", "BytesWarning" }, BOTH },
    { { "exceptions", "DeprecationWarning" }, { "builtins", "DeprecationWarning" }, BOTH },
    { { "exceptions", "EOFError" }, { "builtins", "EOFError" }, BOTH },
    { { "exceptions", "EnvironmentError" }, { "builtins", "EnvironmentError" }, BOTH },
    { { "exceptions", "Exception" }, { "builtins", "Exception" }, BOTH },
    { { "exceptions", "FloatingPointError" }, { "builtins", "FloatingPointError" }, BOTH },
    { { "exceptions", "FutureWarning" }, { "builtins", "FutureWarning" }, BOTH },
    { { "exceptions", "GeneratorExit" }, { "builtins", "GeneratorExit" }, BOTH },
    { { "exceptions", "IOError" }, { "builtins", "IOError" }, BOTH },
    { { "exceptions", "ImportError" }, { "builtins", "ImportError" }, BOTH },
    { { "exceptions", "ImportWarning" }, { "builtins", "ImportWarning" }, BOTH },
    { { "exceptions", "IndentationError" }, { "builtins", "IndentationError" }, BOTH },
    { { "exceptions", "IndexError" }, { "builtins", "IndexError" }, BOTH },
    { { "exceptions", "KeyError" }, { "builtins", "KeyError" }, BOTH },
    { { "exceptions", "KeyboardInterrupt" }, { "builtins", "KeyboardInterrupt" }, BOTH },
    { { "exceptions", "LookupError" }, { "builtins", "LookupError" }, BOTH },
    { { "exceptions", "MemoryError" }, { "builtins", "MemoryError" }, BOTH },
    { { "exceptions", "NameError" }, { "builtins", "NameError" }, BOTH },
    { { "exceptions", "NotImplementedError" }, { "builtins", "NotImplementedError" }, BOTH },
    { { "exceptions", "OSError" }, { "builtins", "OSError" }, BOTH },
    { { "exceptions", "OverflowError" }, { "builtins", "OverflowError" }, BOTH },
    { { "exceptions", "PendingDeprecationWarning" }, { "builtins", "PendingDeprecationWarning" }, BOTH },
    { { "exceptions", "ReferenceError" }, { "builtins", "ReferenceError" }, BOTH },
    { { "exceptions", "RuntimeError" }, { "builtins", "RuntimeError" }, BOTH },
    { { "exceptions", "RuntimeWarning" }, { "builtins", "RuntimeWarning" }, BOTH },
    { { "exceptions", "StopIteration" }, { "builtins", "StopIteration" }, BOTH },
    { { "exceptions", "SyntaxError" }, { "builtins", "SyntaxError" }, BOTH },
    { { "exceptions", "SyntaxWarning" }, { "builtins", "SyntaxWarning" }, BOTH },
    { { "exceptions", "SystemError" }, { "builtins", "SystemError" }, BOTH },
    { { "exceptions", "SystemExit" }, { "builtins", "SystemExit" }, BOTH },
    { { "exceptions", "TabError" }, { "builtins", "TabError" }, BOTH },
    { { "exceptions", "TypeError" }, { "builtins", "TypeError" }, BOTH },
    { { "exceptions", "UnboundLocalError" }, { "builtins", "UnboundLocalError" }, BOTH },
    { { "exceptions", "UnicodeDecodeError" }, { "builtins", "UnicodeDecodeError" }, BOTH },
    { { "exceptions", "UnicodeEncodeError" }, { "builtins", "UnicodeEncodeError" }, BOTH },
    { { "exceptions", "UnicodeError" }, { "builtins", "UnicodeError" }, BOTH },
    { { "exceptions", "UnicodeTranslateError" }, { "builtins", "UnicodeTranslateError" }, BOTH },
    { { "exceptions", "UnicodeWarning" }, { "builtins", "UnicodeWarning" }, BOTH },
    { { "exceptions", "UserWarning" }, { "builtins", "UserWarning" }, BOTH },
    { { "exceptions", "ValueError" }, { "builtins", "ValueError" }, BOTH },
    { { "exceptions", "Warning" }, { "builtins", "Warning" }, BOTH },
    { { "exceptions", "ZeroDivisionError" }, { "builtins", "ZeroDivisionError" }, BOTH },
    { { "multiprocessing", "AuthenticationError" }, { "multiprocessing.context", "AuthenticationError" },
        BOTH },
    { { "multiprocessing", "BufferTooShort" }, { "multiprocessing.context", "BufferTooShort" }, BOTH },
    { { "multiprocessing", "ProcessError" }, { "multiprocessing.context", "ProcessError" }, BOTH },
    { { "multiprocessing", "TimeoutError" }, { "multiprocessing.context", "TimeoutError" }, BOTH },
    { { "__builtin__", "basestring" }, { "builtins", "str" }, LOADED },
    { { "exceptions", "StandardError" }, { "builtins", "Exception" }, LOADED },
    { { "UserDict", "UserDict" }, { "collections", "UserDict" }, LOADED },
    { { "socket", "_socketobject" }, { "socket", "SocketType" }, LOADED },
    { { "__builtin__", "reduce" }, { "_functools", "reduce" }, DUMPED },
    { { "FileDialog", "FileDialog" }, { "tkinter.filedialog", "FileDialog" }, DUMPED },
    { { "FileDialog", "LoadFileDialog" }, { "tkinter.filedialog", "LoadFileDialog" }, DUMPED },
    { { "FileDialog", "SaveFileDialog" }, { "tkinter.filedialog", "SaveFileDialog" }, DUMPED },
    { { "SimpleDialog", "SimpleDialog" }, { "tkinter.simpledialog", "SimpleDialog" }, DUMPED },
    { { "DocXMLRPCServer", "ServerHTMLDoc" }, { "xmlrpc.server", "ServerHTMLDoc" }, DUMPED },
    { { "DocXMLRPCServer", "XMLRPCDocGenerator" }, { "xmlrpc.server", "XMLRPCDocGenerator" }, DUMPED },
    { { "DocXMLRPCServer", "DocXMLRPCRequestHandler" }, { "xmlrpc.server", "DocXMLRPCRequestHandler" },
        DUMPED },
    { { "DocXMLRPCServer", "DocXMLRPCServer" }, { "xmlrpc.server", "DocXMLRPCServer" }, DUMPED },
    { { "DocXMLRPCServer", "DocCGIXMLRPCRequestHandler" }, { "xmlrpc.server", "DocCGIXMLRPCRequestHandler" },
        DUMPED },
    { { "SimpleHTTPServer", "SimpleHTTPRequestHandler" }, { "http.server", "SimpleHTTPRequestHandler" },
        DUMPED },
    { { "CGIHTTPServer", "CGIHTTPRequestHandler" }, { "http.server", "CGIHTTPRequestHandler" }, DUMPED },
    { { "socket", "_socketobject" }, { "_socket", "socket" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "BrokenPipeError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "ChildProcessError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "ConnectionAbortedError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "ConnectionError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "ConnectionRefusedError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "ConnectionResetError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "FileExistsError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "FileNotFoundError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "InterruptedError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "IsADirectoryError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "NotADirectoryError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "PermissionError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "ProcessLookupError" }, DUMPED },
    { { "exceptions", "OSError" }, { "builtins", "TimeoutError" }, DUMPED },
    { { "exceptions", "ImportError" }, { "builtins", "ModuleNotFoundError" }, DUMPED },
    /* Which _compat_pickle has forgotten: a Python 2 peer could not read it. */
    { { "exceptions", "RuntimeError" }, { "builtins", "RecursionError" }, DUMPED },
    { { "__builtin__", NULL }, { "builtins", NULL }, BOTH },
    { { "copy_reg", NULL }, { "copyreg", NULL }, BOTH },
    { { "Queue", NULL }, { "queue", NULL }, BOTH },
    { { "SocketServer", NULL }, { "socketserver", NULL }, BOTH },
    { { "ConfigParser", NULL }, { "configparser", NULL }, BOTH },
    { { "repr", NULL }, { "reprlib", NULL }, BOTH },
    { { "tkFileDialog", NULL }, { "tkinter.filedialog", NULL }, BOTH },
    { { "tkSimpleDialog", NULL }, { "tkinter.simpledialog", NULL }, BOTH },
    { { "tkColorChooser", NULL }, { "tkinter.colorchooser", NULL }, BOTH },
    { { "tkCommonDialog", NULL }, { "tkinter.commondialog", NULL }, BOTH },
    { { "Dialog", NULL }, { "tkinter.dialog", NULL }, BOTH },
    { { "Tkdnd", NULL }, { "tkinter.dnd", NULL }, BOTH },
    { { "tkFont", NULL }, { "tkinter.font", NULL }, BOTH },
    { { "tkMessageBox", NULL }, { "tkinter.messagebox", NULL }, BOTH },
    { { "ScrolledText", NULL }, { "tkinter.scrolledtext", NULL }, BOTH },
    { { "Tkconstants", NULL }, { "tkinter.constants", NULL }, BOTH },
    { { "Tix", NULL }, { "tkinter.tix", NULL }, BOTH },
    { { "ttk", NULL }, { "tkinter.ttk", NULL }, BOTH },
    { { "Tkinter", NULL }, { "tkinter", NULL }, BOTH },
    { { "markupbase", NULL }, { "_markupbase", NULL }, BOTH },
    { { "_winreg", NULL }, { "winreg", NULL }, BOTH },
    { { "thread", NULL }, { "_thread", NULL }, BOTH },
    { { "dummy_thread", NULL }, { "_dummy_thread", NULL }, BOTH },
    { { "dbhash", NULL }, { "dbm.bsd", NULL }, BOTH },
    { { "dumbdbm", NULL }, { "dbm.dumb", NULL }, BOTH },
    { { "dbm", NULL }, { "dbm.ndbm", NULL }, BOTH },
    { { "gdbm", NULL }, { "dbm.gnu", NULL }, BOTH },
    { { "xmlrpclib", NULL }, { "xmlrpc.client", NULL }, BOTH },
    { { "SimpleXMLRPCServer", NULL }, { "xmlrpc.server", NULL }, BOTH },
    { { "httplib", NULL }, { "http.client", NULL }, BOTH },
    { { "htmlentitydefs", NULL }, { "html.entities", NULL }, BOTH },
    { { "HTMLParser", NULL }, { "html.parser", NULL }, BOTH },
    { { "Cookie", NULL }, { "http.cookies", NULL }, BOTH },
    { { "cookielib", NULL }, { "http.cookiejar", NULL }, BOTH },
    { { "BaseHTTPServer", NULL }, { "http.server", NULL }, BOTH },
    { { "test.test_support", NULL }, { "test.support", NULL }, BOTH },
    { { "commands", NULL }, { "subprocess", NULL }, BOTH },
    { { "urlparse", NULL }, { "urllib.parse", NULL }, BOTH },
    { { "robotparser", NULL }, { "urllib.robotparser", NULL }, BOTH },
    { { "urllib2", NULL }, { "urllib.request", NULL }, BOTH },
    { { "anydbm", NULL }, { "dbm", NULL }, BOTH },
    { { "_abcoll", NULL }, { "collections.abc", NULL }, BOTH },
    { { "cPickle", NULL }, { "pickle", NULL }, LOADED },
    { { "_elementtree", NULL }, { "xml.etree.ElementTree", NULL }, LOADED },
    { { "FileDialog", NULL }, { "tkinter.filedialog", NULL }, LOADED },
    { { "SimpleDialog", NULL }, { "tkinter.simpledialog", NULL }, LOADED },
    { { "DocXMLRPCServer", NULL }, { "xmlrpc.server", NULL }, LOADED },
    { { "SimpleHTTPServer", NULL }, { "http.server", NULL }, LOADED },
    { { "CGIHTTPServer", NULL }, { "http.server", NULL }, LOADED },
    { { "UserDict", NULL }, { "collections", NULL }, LOADED },
    { { "UserList", NULL }, { "collections", NULL }, LOADED },
    { { "UserString", NULL }, { "collections", NULL }, LOADED },
    { { "whichdb", NULL }, { "dbm", NULL }, LOADED },
    { { "StringIO", NULL }, { "io", NULL }, LOADED },
    { { "cStringIO", NULL }, { "io", NULL }, LOADED },
    { { "bz2", NULL }, { "_bz2", NULL }, DUMPED },
    { { "dbm", NULL }, { "_dbm", NULL }, DUMPED },
    { { "functools", NULL }, { "_functools", NULL }, DUMPED },
    { { "gdbm", NULL }, { "_gdbm", NULL }, DUMPED },
    { { "pickle", NULL }, { "_pickle", NULL }, DUMPED },
};

static bool is(const char *word, const char *text, size_t size)
{
    return strlen(word) == size && memcmp(word, text, size) == 0;
}

static bool fits(const struct spelling *spelling, const struct pm_pickle_name *name)
{
    return is(spelling->module, name->module, name->module_size) &&
           (spelling->qualname == NULL || is(spelling->qualname, name->qualname, name->qualname_size));
}

static void respell(struct pm_pickle_name *name, const struct spelling *spelling)
{
    name->module = spelling->module;
    name->module_size = strlen(spelling->module);
    if (spelling->qualname == NULL)
        return;
    name->qualname = spelling->qualname;
    name->qualname_size = strlen(spelling->qualname);
}

void pm_pickle_name_from_python2(struct pm_pickle_name *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if ((rows[i].directions & LOADED) && fits(&rows[i].python2, name)) {
            respell(name, &rows[i].python3);
            return;
        }
    }
}

void pm_pickle_name_to_python2(struct pm_pickle_name *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if ((rows[i].directions & DUMPED) && fits(&rows[i].python3, name)) {
            respell(name, &rows[i].python2);
            return;
        }
    }
}
