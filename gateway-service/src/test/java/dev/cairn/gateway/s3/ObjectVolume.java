package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Acls;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Contents;
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
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.Quotas;
import dev.cairn.api.metadata.RestoreState;
import dev.cairn.api.metadata.Segments;
import dev.cairn.api.metadata.TaggedAttributes;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.api.metadata.Volume;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A volume in memory that knows buckets and whole keys and no directories in between. All state is guarded by this
 * object's monitor.
 */
final class ObjectVolume implements MetadataService {

    /** A bucket, a file or a folder. */
    static final class Node {
        final InodeNumber inode;
        final FileType type;
        final TreeMap<Bytes, Node> objects = new TreeMap<>();
        Map<Bytes, Bytes> xattrs = new HashMap<>();
        List<Extent> extents = List.of();
        ContentId content = ContentId.NONE;
        long size;
        long dataVersion = 1;
        Bytes tag = Bytes.EMPTY;
        Instant mtime = Instant.parse("2026-01-02T03:04:05.678Z");
        RestoreState restore = RestoreState.NONE;

        Node(InodeNumber inode, FileType type) {
            this.inode = inode;
            this.type = type;
        }
    }

    /** What the directories say about offline data; the same for all of them here. */
    OfflineDefault offlineDefault = OfflineDefault.REFUSE;

    /** Requests that wait for offline data. */
    int waiters;

    final TreeMap<Bytes, Node> buckets = new TreeMap<>();
    final Map<InodeNumber, Node> inodes = new HashMap<>();
    final Map<ContentId, List<Extent>> unfinished = new HashMap<>();
    private long last = 1_023;

    private final ObjectNamespace namespace = new ObjectNamespace(this);
    private final ObjectContents contents = new ObjectContents(this);
    private final ObjectUploads uploads = new ObjectUploads(this);
    private final ObjectArchive archive = new ObjectArchive(this);

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public Contents contents() {
        return contents;
    }

    @Override
    public Uploads uploads() {
        return uploads;
    }

    @Override
    public Archive archive() {
        return archive;
    }

    @Override
    public OpenFiles openFiles() {
        throw new AssertionError("S3 opens nothing");
    }

    @Override
    public Volume volume() {
        throw new AssertionError("S3 does not ask for the volume");
    }

    @Override
    public DirectAttributes directAttributes() {
        throw new AssertionError("S3 sets no attributes directly");
    }

    @Override
    public Segments segments() {
        throw new AssertionError("the edge asks for no segments");
    }

    @Override
    public Acls acls() {
        throw new AssertionError("the edge asks for no ACLs");
    }

    synchronized int waiters() {
        return waiters;
    }

    @Override
    public TaggedAttributes taggedAttributes() {
        throw new AssertionError("S3 has no tagged attributes");
    }

    @Override
    public Quotas quotas() {
        throw new AssertionError("S3 has no quota rules");
    }

    @Override
    public FileData fileData() {
        throw new AssertionError("S3 changes no object in place");
    }

    /** The keys of a bucket, for checking that nothing was stored. */
    synchronized Set<Bytes> keys(String bucket) {
        Node node = buckets.get(Bytes.utf8(bucket));
        return node == null ? Set.of() : Set.copyOf(node.objects.keySet());
    }

    /** Frees the data of an object, as the archive does. */
    synchronized void release(String bucket, String key) {
        Node node = object(bucket, key);
        node.extents = List.of(new Extent(0, node.size, new Place.Offline()));
        node.restore = RestoreState.NONE;
    }

    /** Brings the data of an object back, as the archive does after a recall. */
    synchronized void stage(String bucket, String key, byte[] bytes, Instant keptUntil) {
        Node node = object(bucket, key);
        node.extents = List.of(new Extent(0, node.size, new Place.Inline(Bytes.copyOf(bytes))));
        node.restore = new RestoreState(false, Optional.of(keptUntil));
        notifyAll();
    }

    private Node object(String bucket, String key) {
        Node found = buckets.getOrDefault(Bytes.utf8(bucket), newNode(FileType.DIRECTORY))
                .objects
                .get(Bytes.utf8(key));
        if (found == null) {
            throw new AssertionError("no such object: " + key);
        }
        return found;
    }

    Node newNode(FileType type) {
        Node node = new Node(new InodeNumber(++last), type);
        inodes.put(node.inode, node);
        return node;
    }

    ContentId newContent() {
        return new ContentId(++last);
    }

    Node find(FileRef file) {
        Node found = switch (file) {
            case FileRef.ByInode(InodeNumber inode) -> inodes.get(inode);
            case FileRef.ByHandle(HandleId handle) -> throw new AssertionError("S3 has no handles");
            case FileRef.ByPath(InodeNumber base, List<Bytes> names, FileRef.Want want) -> find(base, names, want);
        };
        if (found == null) {
            throw new CairnException(ErrorCode.ENOENT, "no such file");
        }
        return found;
    }

    @Nullable
    Node find(InodeNumber base, List<Bytes> names, FileRef.Want want) {
        if (base.equals(InodeNumber.ROOT)) {
            Node bucket = buckets.get(names.getFirst());
            return bucket == null || names.size() == 1
                    ? bucket
                    : bucket.objects.get(key(names.subList(1, names.size()), want));
        }
        Node bucket = inodes.get(base);
        return bucket == null ? null : bucket.objects.get(key(names, want));
    }

    static Bytes key(List<Bytes> names, FileRef.Want want) {
        Bytes key = names.getFirst();
        for (Bytes name : names.subList(1, names.size())) {
            key = key.concat(Bytes.utf8("/")).concat(name);
        }
        return want == FileRef.Want.DIRECTORY ? key.concat(Bytes.utf8("/")) : key;
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

    List<Extent> take(NewContent content) {
        return switch (content) {
            case NewContent.Empty() -> List.of();
            case NewContent.Inline(Bytes bytes) -> List.of(new Extent(0, bytes.length(), new Place.Inline(bytes)));
            case NewContent.Stored(List<Extent> places) -> places;
            case NewContent.Built(ContentId id, long size) -> {
                List<Extent> places = unfinished.remove(id);
                if (places == null) {
                    throw new CairnException(ErrorCode.ENOENT, "no such content");
                }
                yield new ArrayList<>(places);
            }
        };
    }

    void fill(Node node, List<Extent> extents, long size, Bytes tag) {
        node.extents = extents;
        node.content = extents.isEmpty() ? ContentId.NONE : newContent();
        node.size = size;
        node.tag = tag;
    }

    FileView view(Node node, Set<Bytes> xattrs) {
        Map<Bytes, Bytes> found = new HashMap<>(node.xattrs);
        found.keySet().retainAll(xattrs);
        return new FileView(attributes(node), found, null);
    }

    Attributes attributes(Node node) {
        return new Attributes(
                node.inode,
                node.type,
                0644,
                1,
                0,
                0,
                node.size,
                node.mtime,
                node.mtime,
                node.mtime,
                node.mtime,
                1,
                1,
                node.dataVersion,
                blocks(node, true),
                blocks(node, false),
                node.content,
                node.tag,
                node.restore,
                Attributes.Origin.EXPLICIT,
                0,
                false,
                0);
    }

    private static long blocks(Node node, boolean isOnline) {
        return node.extents.stream()
                .filter(extent -> extent.place().isOnline() == isOnline)
                .mapToLong(extent -> MetadataLimits.blocks(extent.length()))
                .sum();
    }
}
