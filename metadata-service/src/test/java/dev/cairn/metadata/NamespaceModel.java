package dev.cairn.metadata;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a namespace should do, as plainly as it can be said: nodes in maps, no indexes, no transactions. */
final class NamespaceModel {

    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK
    }

    /** An inode. */
    static final class Node {
        final Kind kind;
        /** Set once the shard has told it. */
        @Nullable
        InodeNumber number;

        /** Files: names that refer to it. */
        int links;

        long size;
        long dataVersion;
        final BitSet offline = new BitSet();
        final Map<Bytes, Bytes> xattrs = new HashMap<>();

        /** Directories. By name, with a slash behind the names of directories. */
        final NavigableMap<Bytes, Node> entries = new TreeMap<>();

        boolean isImplicit;
        boolean takesAnyName;

        @Nullable
        Node parent;

        Node(Kind kind) {
            this.kind = kind;
        }

        boolean isDirectory() {
            return kind == Kind.DIRECTORY;
        }

        long blocks() {
            return (size + TestShard.BLOCK - 1) / TestShard.BLOCK;
        }
    }

    private static final Bytes SLASH = Bytes.utf8("/");

    final Node root = new Node(Kind.DIRECTORY);

    static Bytes key(Bytes name, boolean isDirectory) {
        return isDirectory ? name.concat(SLASH) : name;
    }

    private static CairnException error(ErrorCode code) {
        return new CairnException(code, "model");
    }

    Node directory(List<Bytes> names) {
        Node at = root;
        for (Bytes name : names) {
            Node next = at.entries.get(key(name, true));
            if (next == null) {
                throw error(at.entries.containsKey(name) ? ErrorCode.ENOTDIR : ErrorCode.ENOENT);
            }
            at = next;
        }
        return at;
    }

    private Node parentOf(List<Bytes> path) {
        return directory(path.subList(0, path.size() - 1));
    }

    /** A file or symlink before a directory of the same name. */
    Node find(List<Bytes> path) {
        Node parent = parentOf(path);
        Node file = parent.entries.get(path.getLast());
        Node found = file != null ? file : parent.entries.get(key(path.getLast(), true));
        if (found == null) {
            throw error(ErrorCode.ENOENT);
        }
        return found;
    }

    private static void requireFree(Node parent, Bytes name, boolean isDirectory, ErrorCode otherwise) {
        if (parent.entries.containsKey(key(name, isDirectory))) {
            throw error(ErrorCode.EEXIST);
        }
        if (!parent.takesAnyName && parent.entries.containsKey(key(name, !isDirectory))) {
            throw error(otherwise);
        }
    }

    private static void requireName(Node parent, Bytes name, boolean isDirectory) {
        boolean isRefused = parent.takesAnyName
                ? name.isEmpty() && !isDirectory
                : name.isEmpty() || name.equals(Bytes.utf8("..")) || name.equals(Bytes.utf8("."));
        if (isRefused) {
            throw error(ErrorCode.EINVAL);
        }
    }

    private static void add(Node parent, Bytes name, Node node) {
        requireName(parent, name, node.isDirectory());
        parent.entries.put(key(name, node.isDirectory()), node);
        node.links++;
        if (node.isDirectory()) {
            node.parent = parent;
        }
    }

    Node makeDirectory(List<Bytes> path) {
        Node parent = parentOf(path);
        Bytes name = path.getLast();
        Node there = parent.entries.get(key(name, true));
        if (there != null && there.isImplicit) {
            there.isImplicit = false;
            return there;
        }
        requireFree(parent, name, true, ErrorCode.EEXIST);
        Node made = new Node(Kind.DIRECTORY);
        made.takesAnyName = parent.takesAnyName;
        add(parent, name, made);
        return made;
    }

    Node makeSymlink(List<Bytes> path) {
        Node parent = parentOf(path);
        requireFree(parent, path.getLast(), false, ErrorCode.EEXIST);
        Node made = new Node(Kind.SYMLINK);
        add(parent, path.getLast(), made);
        return made;
    }

    Node put(List<Bytes> path, long size, boolean impliesParents) {
        Node parent = impliesParents ? impliedParent(path) : parentOf(path);
        Bytes name = path.getLast();
        if (!parent.takesAnyName && parent.entries.containsKey(key(name, true))) {
            throw error(ErrorCode.EISDIR);
        }
        Node file = parent.entries.get(name);
        if (file == null) {
            file = new Node(Kind.FILE);
            add(parent, name, file);
        }
        if (file.kind != Kind.FILE) {
            throw error(ErrorCode.EINVAL);
        }
        if (file.dataVersion != 0 || file.size != 0 || size != 0) {
            file.dataVersion++;
        }
        file.size = size;
        file.offline.clear();
        return file;
    }

    private Node impliedParent(List<Bytes> path) {
        Node at = root;
        for (int i = 0; i < path.size() - 1; i++) {
            Bytes name = path.get(i);
            Node next = at.entries.get(key(name, true));
            if (next == null) {
                requireFree(at, name, true, ErrorCode.ENOTDIR);
                for (int below = i; below < path.size(); below++) {
                    requireName(at, path.get(below), below < path.size() - 1);
                }
                next = new Node(Kind.DIRECTORY);
                next.isImplicit = true;
                next.takesAnyName = at.takesAnyName;
                add(at, name, next);
            }
            at = next;
        }
        return at;
    }

    Node remove(List<Bytes> path, boolean prunes) {
        Node parent = parentOf(path);
        if (!parent.takesAnyName && path.getLast().equals(Bytes.utf8(".."))) {
            throw error(ErrorCode.ENOTEMPTY);
        }
        Node node = find(path);
        if (node.isDirectory() && !node.entries.isEmpty()) {
            if (!prunes || node.isImplicit) {
                throw error(ErrorCode.ENOTEMPTY);
            }
            node.isImplicit = true;
            node.xattrs.clear();
            return node;
        }
        drop(parent, path.getLast(), node);
        Node at = parent;
        while (prunes && at.isImplicit && at.entries.isEmpty() && at.parent != null) {
            Node above = at.parent;
            Node emptied = at;
            above.entries.values().removeIf(child -> child == emptied);
            at = above;
        }
        return node;
    }

    private static void drop(Node parent, Bytes name, Node node) {
        parent.entries.remove(key(name, node.isDirectory()));
        node.links--;
    }

    void rename(List<Bytes> from, List<Bytes> to, boolean replaces) {
        Node source = parentOf(from);
        Node target = parentOf(to);
        Node moved = find(from);
        requireName(target, to.getLast(), moved.isDirectory());
        for (Node at = target; at != null && moved.isDirectory(); at = at.parent) {
            if (at == moved) {
                throw error(ErrorCode.EINVAL);
            }
        }
        Node there = target.entries.get(key(to.getLast(), moved.isDirectory()));
        if (there == null
                && !target.takesAnyName
                && target.entries.containsKey(key(to.getLast(), !moved.isDirectory()))) {
            throw error(moved.isDirectory() ? ErrorCode.ENOTDIR : ErrorCode.EISDIR);
        }
        if (there == moved) {
            if (!replaces) {
                throw error(ErrorCode.EEXIST);
            }
            return;
        }
        if (there != null) {
            if (there.isDirectory() && !there.entries.isEmpty()) {
                throw error(ErrorCode.ENOTEMPTY);
            }
            if (!replaces) {
                throw error(ErrorCode.EEXIST);
            }
            drop(target, to.getLast(), there);
        }
        drop(source, from.getLast(), moved);
        add(target, to.getLast(), moved);
    }

    void link(List<Bytes> path, List<Bytes> to) {
        Node file = find(path);
        if (file.isDirectory()) {
            throw error(ErrorCode.EPERM);
        }
        Node parent = parentOf(to);
        requireFree(parent, to.getLast(), false, ErrorCode.EEXIST);
        add(parent, to.getLast(), file);
    }

    /** All keys below a directory in byte order, as S3 shows them. */
    NavigableMap<Bytes, Node> keys(Node bucket) {
        NavigableMap<Bytes, Node> keys = new TreeMap<>();
        collect(bucket, Bytes.EMPTY, keys);
        return keys;
    }

    private static void collect(Node directory, Bytes prefix, Map<Bytes, Node> keys) {
        directory.entries.forEach((name, node) -> {
            Bytes key = prefix.concat(name);
            if (!node.isImplicit) {
                keys.put(key, node);
            }
            if (node.isDirectory()) {
                collect(node, key, keys);
            }
        });
    }

    static Attributes.Origin origin(Node node) {
        return node.isImplicit ? Attributes.Origin.IMPLICIT : Attributes.Origin.EXPLICIT;
    }
}
