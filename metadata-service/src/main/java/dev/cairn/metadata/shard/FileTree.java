package dev.cairn.metadata.shard;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.acl.AclForm;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.InodeCodec;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.item.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads files from one version of a shard's tree. As safe for threads as that version is. */
public class FileTree {

    private static final int ROOT_MODE = 0755;

    private final TreeView tree;
    private final Instant now;

    /** A tree in which no handle is open any more. */
    public FileTree(TreeView tree) {
        this(tree, Instant.MAX);
    }

    /** The tree as it is now. */
    public FileTree(TreeView tree, Instant now) {
        this.tree = tree;
        this.now = now;
    }

    public Instant now() {
        return now;
    }

    public TreeView items() {
        return tree;
    }

    public Optional<Inode> find(InodeNumber number) {
        byte[] value = tree.get(Keys.inode(number));
        if (value == null) {
            return number.equals(InodeNumber.ROOT) ? Optional.of(untouchedRoot()) : Optional.empty();
        }
        Inode inode = InodeCodec.decode(number, value);
        inode.accessAcl = () -> acl(number, AclType.ACCESS).orElseThrow(() -> missingAcl(number));
        return Optional.of(inode);
    }

    /** The stored ACL of an inode, which is an extended attribute like others. */
    public Optional<Acl> acl(InodeNumber inode, AclType type) {
        return xattr(inode, type.xattr()).flatMap(AclForm::decode);
    }

    private static CairnException missingAcl(InodeNumber inode) {
        return new CairnException(ErrorCode.CORRUPT, "acl", "the ACL of inode " + inode + " is missing");
    }

    /** The root exists from the beginning (INO-6); it is stored with its first change. */
    private static Inode untouchedRoot() {
        var root = new Inode(InodeNumber.ROOT, FileType.DIRECTORY, Instant.EPOCH);
        root.mode = ROOT_MODE;
        root.linkCount = 2;
        return root;
    }

    /** @throws CairnException ENOENT */
    public Inode inode(InodeNumber number) {
        return find(number)
                .orElseThrow(() -> new CairnException(ErrorCode.ENOENT, "inode", "there is no inode " + number));
    }

    public Optional<Records.Target> entry(InodeNumber directory, EntryName name) {
        byte[] value = tree.get(Keys.entry(directory, name));
        return value == null ? Optional.empty() : Optional.of(Records.Target.decode(value));
    }

    /** The inode that is meant. @throws CairnException ENOENT, ENOTDIR, EACCES */
    public Inode resolve(FileRef file, Caller caller) {
        return switch (file) {
            case FileRef.ByInode(InodeNumber number) -> requireNamed(inode(number));
            case FileRef.ByHandle(HandleId handle) -> held(handle, caller);
            case FileRef.ByPath(InodeNumber base, List<Bytes> names, FileRef.Want want) ->
                names.isEmpty()
                        ? requireKind(requireNamed(inode(base)), want)
                        : lookUp(
                                        directory(base, names.subList(0, names.size() - 1), caller),
                                        names.getLast(),
                                        want,
                                        caller)
                                .orElseThrow(() -> missing(names));
        };
    }

    /** HND-2: what has no name is reached through a handle only. */
    private static Inode requireNamed(Inode inode) {
        if (inode.linkCount == 0) {
            throw new CairnException(ErrorCode.ENOENT, "inode", "inode " + inode.number + " was removed");
        }
        return inode;
    }

    private Inode held(HandleId handle, Caller caller) {
        InodeNumber number = OpenHandles.require(tree, handle, caller, now).inode();
        return find(number)
                .orElseThrow(() -> new CairnException(
                        ErrorCode.CORRUPT, "handle", "inode " + number + " is gone in spite of handle " + handle));
    }

    /** What {@code file} meant a while ago, as long as it has a name or the handle holds it. */
    public Inode again(FileRef file, InodeNumber number, Caller caller) {
        return file instanceof FileRef.ByHandle ? resolve(file, caller) : requireNamed(inode(number));
    }

    private static Inode requireKind(Inode inode, FileRef.Want want) {
        if (want == FileRef.Want.NOT_DIRECTORY && inode.isDirectory()) {
            throw new CairnException(ErrorCode.EISDIR, "it is a directory");
        }
        return inode;
    }

    static CairnException missing(List<Bytes> names) {
        return new CairnException(ErrorCode.ENOENT, "entry", "there is no " + text(names));
    }

    static String text(List<Bytes> names) {
        var path = new StringBuilder();
        names.forEach(name -> path.append('/').append(name));
        return path.toString();
    }

    /** Walks down from a directory; every one on the way must allow searching. */
    public Inode directory(InodeNumber base, List<Bytes> names, Caller caller) {
        Inode directory = inode(base);
        requireDirectory(directory);
        for (int i = 0; i < names.size(); i++) {
            Access.SEARCH.require(directory, caller);
            Optional<Records.Target> next = entry(directory.number, EntryName.directory(names.get(i)));
            if (next.isEmpty()) {
                boolean isFile =
                        entry(directory.number, EntryName.file(names.get(i))).isPresent();
                throw isFile
                        ? new CairnException(ErrorCode.ENOTDIR, text(names.subList(0, i + 1)) + " is no directory")
                        : missing(names.subList(0, i + 1));
            }
            directory = target(next.get());
        }
        return directory;
    }

    /** CAL-6: archive calls know regular files and directories. @throws CairnException ENOTTY for special inodes */
    public static void requireArchivable(Inode inode) {
        switch (inode.type) {
            case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE ->
                throw new CairnException(
                        ErrorCode.ENOTTY, "type", "inode " + inode.number + " has no data that could be archived");
            case REGULAR, DIRECTORY, SYMLINK -> {}
        }
    }

    public static void requireDirectory(Inode inode) {
        if (!inode.isDirectory()) {
            throw new CairnException(ErrorCode.ENOTDIR, "inode " + inode.number + " is no directory");
        }
    }

    /** The inode of a name in a directory. */
    public Optional<Inode> lookUp(Inode directory, Bytes name, FileRef.Want want, Caller caller) {
        Access.SEARCH.require(directory, caller);
        return findEntry(directory.number, name, want)
                .flatMap(link -> entry(link.directory(), link.name()))
                .map(this::target);
    }

    /** The inode of an entry. @throws CairnException CORRUPT if there is none, or one of another type */
    public Inode target(Records.Target target) {
        Inode inode = find(target.inode())
                .orElseThrow(() -> new CairnException(
                        ErrorCode.CORRUPT, "entry-target", "an entry refers to inode " + target.inode()));
        if (inode.type != target.type()) {
            throw new CairnException(
                    ErrorCode.CORRUPT, "entry-type", "inode " + inode.number + " is no " + target.type());
        }
        return inode;
    }

    /** The entry that a name with a wanted kind means. */
    public Optional<Link> findEntry(InodeNumber directory, Bytes name, FileRef.Want want) {
        if (want != FileRef.Want.DIRECTORY
                && entry(directory, EntryName.file(name)).isPresent()) {
            return Optional.of(new Link(directory, EntryName.file(name)));
        }
        if (want != FileRef.Want.NOT_DIRECTORY
                && entry(directory, EntryName.directory(name)).isPresent()) {
            return Optional.of(new Link(directory, EntryName.directory(name)));
        }
        return Optional.empty();
    }

    public FileView view(Inode inode, Set<Bytes> xattrs) {
        Map<Bytes, Bytes> found = new HashMap<>();
        for (Bytes name : xattrs) {
            xattr(inode.number, name).ifPresent(value -> found.put(name, value));
        }
        Bytes target = inode.type == FileType.SYMLINK ? symlinkTarget(inode.number) : null;
        return new FileView(inode.attributes(), found, target);
    }

    private Bytes symlinkTarget(InodeNumber inode) {
        byte[] target = tree.get(Keys.symlink(inode));
        if (target == null) {
            throw new CairnException(ErrorCode.CORRUPT, "symlink", "symlink " + inode + " has no target");
        }
        if (target.length == 0 || target.length > MetadataLimits.SYMLINK_TARGET_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.CORRUPT, "symlink-size", "symlink " + inode + " has a target of " + target.length);
        }
        return Bytes.wrap(target);
    }

    public Optional<Bytes> xattr(InodeNumber inode, Bytes name) {
        byte[] value = tree.get(Keys.xattr(inode, name));
        return value == null ? Optional.empty() : Optional.of(Bytes.wrap(value));
    }

    public List<Bytes> xattrNames(InodeNumber inode) {
        List<Bytes> names = new ArrayList<>();
        byte[] start = Keys.xattrs(inode);
        Cursor cursor = tree.scan(start, Keys.behind(start));
        while (cursor.next()) {
            names.add(Keys.xattrName(cursor.key()));
        }
        return names;
    }

    /** Extents that touch {@code [from, to)}, whole, in order. */
    public List<Extent> extents(ContentId content, long from, long to, int limit) {
        List<Extent> extents = new ArrayList<>();
        if (content.isNone() || from >= to) {
            return extents;
        }
        Cursor cursor = tree.scan(Keys.extent(content, from + 1), Keys.behind(Keys.extents(content)));
        while (extents.size() < limit && cursor.next()) {
            Extent extent = ExtentCodec.decode(Keys.extentEnd(cursor.key()), cursor.value());
            if (!extents.isEmpty() && extent.offset() < extents.getLast().end()) {
                throw new CairnException(
                        ErrorCode.CORRUPT,
                        "extent-overlap",
                        "extents of content " + content + " overlap at " + extent.offset());
            }
            if (extent.offset() >= to) {
                break;
            }
            extents.add(extent);
        }
        return extents;
    }

    /** @throws CairnException ESTALE, reason {@code overwritten}, if bytes of a content changed after a data_version */
    public void requireNotOverwritten(ContentId content, long dataVersion) {
        byte[] stored = tree.get(Keys.overwritten(content));
        if (stored != null && Long.compareUnsigned(new ByteReader(stored).int64(), dataVersion) > 0) {
            throw new CairnException(
                    ErrorCode.ESTALE, "overwritten", "bytes of content " + content + " were written over");
        }
    }

    /** All links of an inode behind one, in (directory, name) order. */
    public List<Link> links(Inode inode, Optional<Link> after, int limit) {
        List<Link> links = new ArrayList<>();
        byte[] zone = Keys.backReferences(inode.number);
        byte[] afterKey =
                after.map(link -> Keys.backReference(inode.number, link)).orElse(zone);
        if (inode.linkCount > 1 && !inode.isDirectory()) {
            Cursor cursor = tree.scan(afterKey, Keys.behind(zone));
            while (links.size() < limit && cursor.next()) {
                Link link = Keys.link(cursor.key());
                if (after.isEmpty() || !after.get().equals(link)) {
                    links.add(link);
                }
            }
        } else if (inode.link != null) {
            Link only = inode.link;
            boolean isBehind = after.isEmpty()
                    || java.util.Arrays.compareUnsigned(Keys.backReference(inode.number, only), afterKey) > 0;
            if (isBehind && limit > 0 && inode.linkCount > 0) {
                links.add(only);
            }
        }
        return links;
    }

    /** The path of a link from the root; empty over {@link MetadataLimits#LINK_PATH_BYTES_MAX}, or when an ancestor is gone. */
    public Optional<Bytes> path(Link link) {
        List<Bytes> names = new ArrayList<>();
        int bytes = 0;
        Link at = link;
        while (true) {
            names.add(at.name().name());
            bytes += at.name().name().length() + 1;
            if (bytes > MetadataLimits.LINK_PATH_BYTES_MAX) {
                return Optional.empty();
            }
            if (at.directory().equals(InodeNumber.ROOT)) {
                break;
            }
            Optional<Inode> directory = find(at.directory());
            if (directory.isEmpty() || directory.get().link == null) {
                return Optional.empty();
            }
            at = directory.get().link;
        }
        Bytes path = names.removeLast();
        Bytes slash = Bytes.utf8("/");
        while (!names.isEmpty()) {
            path = path.concat(slash).concat(names.removeLast());
        }
        return Optional.of(path);
    }
}
