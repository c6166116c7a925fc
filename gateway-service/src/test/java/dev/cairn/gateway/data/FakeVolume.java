package dev.cairn.gateway.data;

import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Acls;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.RestoreState;
import dev.cairn.api.metadata.Segments;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.api.metadata.Volume;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The metadata of a volume in memory, as far as the edge asks for it. All state is guarded by this object's monitor. */
public final class FakeVolume implements MetadataService {

    /** An inode. */
    static final class Node {
        final InodeNumber inode;
        final FileType type;
        final TreeMap<Bytes, Node> children = new TreeMap<>();
        final TreeMap<Bytes, Bytes> xattrs = new TreeMap<>();

        @Nullable
        Bytes target;

        final Map<AclType, Acl> acls = new EnumMap<>(AclType.class);
        int mode = 0644;
        int deviceNumber;
        int uid;
        int gid;
        long links = 1;
        ContentId content = ContentId.NONE;
        long size;
        long dataVersion = 1;
        long metaSeq;
        long dataSeq;
        Bytes tag = Bytes.EMPTY;
        Instant mtime = Instant.EPOCH;
        Instant ctime = Instant.EPOCH;
        Instant crtime = Instant.EPOCH;
        long project;
        boolean isRetained;
        RestoreState restore = RestoreState.NONE;

        Node(InodeNumber inode, FileType type) {
            this.inode = inode;
            this.type = type;
        }
    }

    final Node root = new Node(InodeNumber.ROOT, FileType.DIRECTORY);
    final Map<InodeNumber, Node> inodes = new HashMap<>(Map.of(InodeNumber.ROOT, root));
    final Map<ContentId, List<Extent>> extents = new HashMap<>();
    final List<Deletion> deletions = new ArrayList<>();
    long seq = 100;

    private long lastInode = 1_023;
    private long lastContent;

    private final FakeNamespace namespace = new FakeNamespace(this);
    private final FakeContents contents = new FakeContents(this);
    private final FakeArchive archive = new FakeArchive(this);
    private final FakeOpenFiles openFiles = new FakeOpenFiles(this);
    private final FakeStatistics statistics = new FakeStatistics(this);
    private final FakeDirectAttributes directAttributes = new FakeDirectAttributes(this);

    @Override
    public OpenFiles openFiles() {
        return openFiles;
    }

    @Override
    public Volume volume() {
        return statistics;
    }

    private final FakeTaggedAttributes taggedAttributes = new FakeTaggedAttributes();
    private final FakeQuotas quotas = new FakeQuotas();
    private final FakeFileData fileData = new FakeFileData(this);

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public Contents contents() {
        return contents;
    }

    /** The same with what tests need. */
    public FakeContents fakeContents() {
        return contents;
    }

    /** The same with what tests need. */
    public FakeArchive fakeArchive() {
        return archive;
    }

    /** The same with what tests need. */
    public FakeNamespace fakeNamespace() {
        return namespace;
    }

    @Override
    public Uploads uploads() {
        return (Uploads) Proxy.newProxyInstance(
                Uploads.class.getClassLoader(), new Class<?>[] {Uploads.class}, (proxy, method, arguments) -> {
                    throw new AssertionError("nothing here uses uploads: " + method);
                });
    }

    @Override
    public Archive archive() {
        return archive;
    }

    @Override
    public DirectAttributes directAttributes() {
        return directAttributes;
    }

    @Override
    public Segments segments() {
        throw new AssertionError("nothing here uses segments");
    }

    @Override
    public Acls acls() {
        return new FakeAcls(this);
    }

    @Override
    public FakeTaggedAttributes taggedAttributes() {
        return taggedAttributes;
    }

    @Override
    public FakeQuotas quotas() {
        return quotas;
    }

    @Override
    public FileData fileData() {
        return fileData;
    }

    /** The same with what tests need. */
    public FakeFileData fakeFileData() {
        return fileData;
    }

    /** A file with the given extents. */
    public synchronized InodeNumber file(String name, long size, List<Extent> places) {
        Node node = newNode(FileType.REGULAR);
        node.content = newContent(places);
        node.size = size;
        node.mtime = Instant.parse("2026-01-02T03:04:05.678Z");
        root.children.put(Bytes.utf8(name), node);
        return node.inode;
    }

    /** Gives a file other extents, as a compaction does. */
    public synchronized void relocate(ContentId content, List<Extent> places) {
        extents.put(content, places);
    }

    Node newNode(FileType type) {
        Node node = new Node(new InodeNumber(++lastInode), type);
        inodes.put(node.inode, node);
        touch(node);
        node.dataSeq = node.metaSeq;
        return node;
    }

    ContentId newContent(List<Extent> places) {
        ContentId id = new ContentId(++lastContent);
        extents.put(id, new ArrayList<>(places));
        return id;
    }

    void touch(Node node) {
        node.metaSeq = ++seq;
    }

    Node find(FileRef file) {
        return switch (file) {
            case FileRef.ByInode(InodeNumber inode) -> {
                Node node = inodes.get(inode);
                if (node == null) {
                    throw new CairnException(ErrorCode.ENOENT, "no such inode");
                }
                yield node;
            }
            case FileRef.ByHandle(HandleId handle) -> openFiles.node(handle);
            case FileRef.ByPath(InodeNumber base, List<Bytes> names, FileRef.Want want) -> walk(names, want);
        };
    }

    Node walk(List<Bytes> names, FileRef.Want want) {
        Node at = root;
        for (Bytes name : names) {
            if (at.type != FileType.DIRECTORY) {
                throw new CairnException(ErrorCode.ENOTDIR, "not a directory");
            }
            Node next = at.children.get(name);
            if (next == null) {
                throw new CairnException(ErrorCode.ENOENT, "no such entry: " + name);
            }
            at = next;
        }
        if (want == FileRef.Want.DIRECTORY && at.type != FileType.DIRECTORY) {
            throw new CairnException(ErrorCode.ENOTDIR, "not a directory");
        }
        if (want == FileRef.Want.NOT_DIRECTORY && at.type == FileType.DIRECTORY) {
            throw new CairnException(ErrorCode.EISDIR, "it is a directory");
        }
        return at;
    }

    static void check(Condition condition, @Nullable Node node) {
        boolean holds = switch (condition) {
            case Condition.Always() -> true;
            case Condition.Absent() -> node == null;
            case Condition.Present() -> node != null;
            case Condition.TagIsOneOf(Set<Bytes> tags) -> node != null && tags.contains(node.tag);
            case Condition.DataVersionIs(long version) -> node != null && node.dataVersion == version;
        };
        if (!holds) {
            throw new CairnException(ErrorCode.PRECONDITION_FAILED, "the condition does not hold");
        }
    }

    /** Makes content part of the volume. */
    ContentId take(NewContent content) {
        return switch (content) {
            case NewContent.Empty() -> ContentId.NONE;
            case NewContent.Inline(Bytes bytes) ->
                newContent(List.of(new Extent(0, bytes.length(), new Place.Inline(bytes))));
            case NewContent.Stored(List<Extent> places) -> newContent(places);
            case NewContent.Built(ContentId id, long size) -> {
                contents.take(id);
                yield id;
            }
        };
    }

    List<Extent> places(Node node) {
        return extents.getOrDefault(node.content, List.of());
    }

    FileView view(Node node, Set<Bytes> xattrs) {
        Map<Bytes, Bytes> found = new HashMap<>(node.xattrs);
        found.keySet().retainAll(xattrs);
        return new FileView(attributes(node), found, node.target);
    }

    Attributes attributes(Node node) {
        long offline = places(node).stream()
                .filter(extent -> !extent.place().isOnline())
                .mapToLong(extent -> MetadataLimits.blocks(extent.length()))
                .sum();
        long online = places(node).stream()
                .filter(extent -> extent.place().isOnline())
                .mapToLong(extent -> MetadataLimits.blocks(extent.length()))
                .sum();
        return new Attributes(
                node.inode,
                node.type,
                node.mode,
                node.links,
                node.uid,
                node.gid,
                node.size,
                node.mtime,
                node.mtime,
                node.ctime,
                node.crtime,
                node.metaSeq,
                node.dataSeq,
                node.dataVersion,
                online,
                offline,
                node.content,
                node.tag,
                node.restore,
                Attributes.Origin.EXPLICIT,
                node.project,
                node.isRetained,
                node.deviceNumber);
    }
}
