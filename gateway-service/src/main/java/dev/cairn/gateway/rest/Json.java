package dev.cairn.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.Entry;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPage;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.Bytes;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of answers. 64-bit numbers are decimal strings, times are ISO 8601, bytes that are not UTF-8 text stand in a
 * base64 twin of their field, and what does not apply is absent.
 */
final class Json {

    private Json() {}

    /** An inode; see {@link Attributes}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record File(
            String inode,
            String type,
            String mode,
            String links,
            long uid,
            long gid,
            String size,
            Instant atime,
            Instant mtime,
            Instant ctime,
            Instant crtime,
            String metaSeq,
            String dataSeq,
            String dataVersion,
            String onlineBlocks,
            String offlineBlocks,
            Restore restore,
            boolean implicit,
            String project,
            boolean retained,
            @Nullable String deviceNumber,
            @Nullable String target,
            @Nullable String targetBase64,
            @Nullable List<Xattr> xattrs) {

        static File of(Attributes attributes) {
            return of(attributes, null, null);
        }

        /** With the extended attributes that were asked for. */
        static File of(FileView view) {
            List<Xattr> xattrs = view.xattrs().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                    .map(xattr -> Xattr.of(xattr.getKey(), xattr.getValue()))
                    .toList();
            return of(view.attributes(), view.symlinkTarget(), xattrs.isEmpty() ? null : xattrs);
        }

        private static File of(Attributes file, @Nullable Bytes target, @Nullable List<Xattr> xattrs) {
            return new File(
                    file.inode().toString(),
                    typeName(file.type()),
                    Integer.toOctalString(010000 | file.mode()).substring(1),
                    Long.toUnsignedString(file.linkCount()),
                    Integer.toUnsignedLong(file.uid()),
                    Integer.toUnsignedLong(file.gid()),
                    Long.toString(file.size()),
                    file.atime(),
                    file.mtime(),
                    file.ctime(),
                    file.crtime(),
                    Long.toUnsignedString(file.metaSeq()),
                    Long.toUnsignedString(file.dataSeq()),
                    Long.toUnsignedString(file.dataVersion()),
                    Long.toString(file.onlineBlocks()),
                    Long.toString(file.offlineBlocks()),
                    new Restore(
                            file.restore().isRequested(),
                            file.restore().keptUntil().orElse(null)),
                    file.origin() == Attributes.Origin.IMPLICIT,
                    Long.toUnsignedString(file.project()),
                    file.isRetained(),
                    file.type().isDevice() ? Integer.toUnsignedString(file.deviceNumber()) : null,
                    target == null ? null : text(target),
                    target == null ? null : base64(target),
                    xattrs);
        }
    }

    /** How far a requested recall has come. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Restore(boolean requested, @Nullable Instant keptUntil) {}

    /** An extended attribute; only its name in a list of names. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Xattr(
            @Nullable String name,
            @Nullable String nameBase64,
            @Nullable String value,
            @Nullable String valueBase64) {

        static Xattr of(Bytes name) {
            return new Xattr(text(name), base64(name), null, null);
        }

        static Xattr of(Bytes name, Bytes value) {
            return new Xattr(text(name), base64(name), text(value), base64(value));
        }
    }

    /** An entry of an access control list: {@code r}, {@code w} and {@code x}, or a hyphen for what is not allowed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AccessEntry(
            @Nullable String kind,
            @Nullable String id,
            @Nullable String permissions) {

        private static final String LETTERS = "rwx";

        static AccessEntry of(AclEntry entry) {
            var permissions = new StringBuilder();
            for (int i = 0; i < LETTERS.length(); i++) {
                permissions.append((entry.permissions() & bit(i)) != 0 ? LETTERS.charAt(i) : '-');
            }
            return new AccessEntry(
                    entry.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    entry.kind().isNamed() ? Integer.toUnsignedString(entry.id()) : null,
                    permissions.toString());
        }

        AclEntry entry() {
            AclEntry.Kind meant = kind(Parameters.required("kind", kind));
            if (!meant.isNamed() && id != null) {
                throw Parameters.invalid("id", "absent for this kind", id);
            }
            int named = meant.isNamed() ? Parameters.owner("id", Parameters.required("id", id)) : 0;
            return new AclEntry(meant, named, bits(Parameters.required("permissions", permissions)));
        }

        private static AclEntry.Kind kind(String text) {
            for (AclEntry.Kind kind : AclEntry.Kind.values()) {
                if (text.equals(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                    return kind;
                }
            }
            throw Parameters.invalid("kind", "owner, user, owning-group, group, mask or other", text);
        }

        private static int bits(String text) {
            int bits = 0;
            for (int i = 0; i < LETTERS.length(); i++) {
                boolean isGranted = text.length() == LETTERS.length() && text.charAt(i) == LETTERS.charAt(i);
                boolean isDenied = text.length() == LETTERS.length() && text.charAt(i) == '-';
                if (!isGranted && !isDenied) {
                    throw Parameters.invalid("permissions", "three letters such as rw-", text);
                }
                bits |= isGranted ? bit(i) : 0;
            }
            return bits;
        }

        private static int bit(int letter) {
            return 4 >> letter;
        }
    }

    record AccessList(List<AccessEntry> entries) {

        static AccessList of(Acl acl) {
            return new AccessList(acl.entries().stream().map(AccessEntry::of).toList());
        }
    }

    record XattrNames(List<Xattr> xattrs) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Name(@Nullable String name, @Nullable String nameBase64, File attributes) {

        static Name of(Entry entry) {
            return new Name(text(entry.name()), base64(entry.name()), File.of(entry.attributes()));
        }
    }

    /** Entries of a directory; {@code next} is the cursor to go on with, absent at the end. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Names(List<Name> entries, @Nullable String next) {

        static Names of(EntryPage page) {
            return new Names(
                    page.entries().stream().map(Name::of).toList(),
                    page.next().map(Names::cursor).orElse(null));
        }

        private static String cursor(EntryCursor cursor) {
            return PercentCodec.encode(cursor.name()) + (cursor.isDirectory() ? "/" : "");
        }
    }

    /** One entry of an index; with attributes if they were asked for and the inode still exists. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Change(String seq, String inode, @Nullable File attributes) {

        /** One of a page, with its file if the page has files. */
        static Change of(ChangePage page, int index) {
            SeqPosition position = page.changes().get(index);
            return new Change(
                    Long.toUnsignedString(position.seq()),
                    position.inode().toString(),
                    page.files().isEmpty() ? null : File.of(page.files().get(index)));
        }
    }

    record Changes(List<Change> changes, String next, String stableSeq) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Removal(
            String seq,
            String inode,
            @Nullable String lastPath,
            @Nullable String lastPathBase64) {

        static Removal of(Deletion deletion) {
            return new Removal(
                    Long.toUnsignedString(deletion.position().seq()),
                    deletion.position().inode().toString(),
                    text(deletion.lastPath()),
                    base64(deletion.lastPath()));
        }
    }

    record Removals(List<Removal> deletions, String next, String stableSeq, String trimmedSeq) {}

    record StableSeq(String stableSeq) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Path(@Nullable String path, @Nullable String pathBase64, String directory) {

        static Path of(LinkPath link) {
            return new Path(
                    text(link.path()), base64(link.path()), link.directory().toString());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Paths(List<Path> paths, @Nullable String next) {

        static Paths of(List<LinkPath> links, int limit) {
            // The service ends a page by its bytes too.
            int bytes = links.stream().mapToInt(link -> link.path().length()).sum();
            boolean isEnd = links.size() < limit && bytes <= MetadataLimits.PAGE_BYTES_MAX;
            String next = isEnd ? null : cursor(links.getLast());
            return new Paths(links.stream().map(Path::of).toList(), next);
        }

        private static String cursor(LinkPath link) {
            return link.directory() + "/" + PercentCodec.encode(link.name());
        }
    }

    record Staged(String stagedBytes, String skippedBytes, File attributes) {}

    record Recalled(String outcome) {}

    record Waiter(String inode, String block, List<String> ops, String dataVersion) {

        static Waiter of(Waiting waiting) {
            List<String> ops = Arrays.stream(WaitOp.values())
                    .filter(op -> (waiting.ops() & op.bit()) != 0)
                    .map(op -> op.name().toLowerCase(Locale.ROOT))
                    .toList();
            return new Waiter(
                    waiting.inode().toString(),
                    Long.toUnsignedString(waiting.block()),
                    ops,
                    Long.toUnsignedString(waiting.dataVersion()));
        }
    }

    record Waiters(List<Waiter> waiting, String next) {}

    record Failed(int failed) {}

    record Volume(String totalBytes, String usedBytes, String freeBytes, String segments) {}

    static String position(SeqPosition position) {
        return Long.toUnsignedString(position.seq()) + "." + position.inode();
    }

    static @Nullable String text(Bytes bytes) {
        return bytes.asUtf8().orElse(null);
    }

    static @Nullable String base64(Bytes bytes) {
        return bytes.asUtf8().isPresent() ? null : Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static String typeName(FileType type) {
        return switch (type) {
            case REGULAR -> "file";
            case DIRECTORY -> "directory";
            case SYMLINK -> "symlink";
            case FIFO -> "fifo";
            case CHARACTER_DEVICE -> "character-device";
            case BLOCK_DEVICE -> "block-device";
            case SOCKET -> "socket";
        };
    }
}
