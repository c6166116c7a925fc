package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * A path from the root as a client gave it. Nothing in it is resolved: empty components, "." and ".." are refused, so a
 * URL can never mean another file than the one it spells out.
 *
 * @param names none means the root
 * @param isDirectory it ended in a slash
 */
record RequestPath(List<Bytes> names, boolean isDirectory) {

    private static final Bytes DOT = Bytes.utf8(".");
    private static final Bytes DOT_DOT = Bytes.utf8("..");

    RequestPath {
        names = List.copyOf(names);
    }

    /** The path behind {@code prefix} in the URL, from the bytes of the request line. */
    static RequestPath of(HttpServletRequest request, String prefix) {
        String uri = request.getRequestURI();
        if (!uri.startsWith(prefix) || (uri.length() > prefix.length() && uri.charAt(prefix.length()) != '/')) {
            throw invalid("the path must follow " + prefix + "/");
        }
        String path = uri.substring(Math.min(uri.length(), prefix.length() + 1));
        List<Bytes> components = new ArrayList<>();
        if (!path.isEmpty()) {
            for (String component : path.split("/", -1)) {
                components.add(PercentCodec.decode(component));
            }
        }
        return checked(components);
    }

    /** A path in a JSON body: bytes with slashes between the names. */
    static RequestPath of(Bytes path) {
        List<Bytes> components = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length() && !path.isEmpty(); i++) {
            if (i == path.length() || path.at(i) == '/') {
                components.add(path.slice(start, i));
                start = i + 1;
            }
        }
        return checked(components);
    }

    /** A place for an entry, which the root is not. */
    EntryPath entry() {
        if (names.isEmpty()) {
            throw invalid("the path names no entry");
        }
        return new EntryPath(InodeNumber.ROOT, names);
    }

    /** The same for what cannot be a directory. */
    EntryPath fileEntry() {
        EntryPath entry = entry();
        if (isDirectory) {
            throw invalid("the path of a file cannot end in a slash");
        }
        return entry;
    }

    FileRef file() {
        return FileRef.path(fileEntry(), FileRef.Want.NOT_DIRECTORY);
    }

    FileRef directory() {
        return new FileRef.ByPath(InodeNumber.ROOT, names, FileRef.Want.DIRECTORY);
    }

    /** The directory that the last name is in. */
    FileRef parent() {
        return new FileRef.ByPath(InodeNumber.ROOT, names.subList(0, names.size() - 1), FileRef.Want.DIRECTORY);
    }

    FileRef any() {
        return isDirectory ? directory() : new FileRef.ByPath(InodeNumber.ROOT, names, FileRef.Want.ANY);
    }

    private static RequestPath checked(List<Bytes> components) {
        boolean isDirectory = !components.isEmpty() && components.getLast().isEmpty();
        List<Bytes> names = isDirectory ? components.subList(0, components.size() - 1) : components;
        long length = names.size();
        for (Bytes name : names) {
            checkName(name);
            length += name.length();
        }
        if (length > MetadataLimits.PATH_BYTES_MAX || names.size() > MetadataLimits.PATH_DEPTH_MAX) {
            throw new CairnException(
                    ErrorCode.ENAMETOOLONG,
                    "path",
                    "a path has at most " + MetadataLimits.PATH_BYTES_MAX + " bytes and "
                            + MetadataLimits.PATH_DEPTH_MAX + " names");
        }
        return new RequestPath(names, isDirectory);
    }

    private static void checkName(Bytes name) {
        if (name.isEmpty() || name.equals(DOT) || name.equals(DOT_DOT)) {
            throw invalid("a path cannot contain an empty name, \".\" or \"..\"");
        }
        if (name.contains('/') || name.contains(0)) {
            throw invalid("a name cannot contain a slash or a zero byte");
        }
        if (name.length() > MetadataLimits.OBJECT_NAME_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.ENAMETOOLONG,
                    "name",
                    "a name has at most " + MetadataLimits.OBJECT_NAME_BYTES_MAX + " bytes");
        }
    }

    private static CairnException invalid(String message) {
        return new CairnException(ErrorCode.EINVAL, "name", message);
    }
}
