package dev.cairn.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Entry;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPage;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What one caller does to a shard, by path, as a program does it. A session of its own, used by one thread. */
final class PosixCalls {

    private final TestShard shard;
    private final Caller caller;
    private final UUID session = UUID.randomUUID();
    private long request;

    PosixCalls(TestShard shard, Caller caller) {
        this.shard = shard;
        this.caller = caller;
    }

    /** With every privilege. */
    static PosixCalls root(TestShard shard) {
        return new PosixCalls(shard, Caller.system());
    }

    static Caller caller(int uid, int gid, Integer... groups) {
        return new Caller(uid, gid, Set.of(groups), Caller.UMASK_DEFAULT, Set.<Privilege>of());
    }

    CallContext context() {
        return new CallContext(
                caller, new RequestId(session, 0, ++request), Deadline.in(Duration.ofSeconds(20), shard.clock));
    }

    static EntryPath at(String path) {
        return TestShard.path(path);
    }

    static FileRef ref(String path) {
        return TestShard.file(path);
    }

    Attributes mkdir(String path, int mode) {
        return make(path, new NewEntry.Directory(mode, NewEntry.NameRule.INHERIT, Map.of()));
    }

    Attributes make(String path, NewEntry entry) {
        return shard.namespace()
                .create(context(), at(path), PutRequest.Parents.REQUIRED, entry)
                .attributes();
    }

    Attributes special(String path, FileType type, int mode, int deviceNumber) {
        return make(path, new NewEntry.Special(type, mode, deviceNumber));
    }

    Attributes symlink(String path, String target) {
        return make(path, new NewEntry.Symlink(Bytes.utf8(target)));
    }

    /** A new, empty file. */
    Attributes create(String path, int mode) {
        return put(path, mode, new NewContent.Empty(), new Condition.Absent());
    }

    Attributes write(String path, String text) {
        return put(path, 0666, new NewContent.Inline(Bytes.utf8(text)), Condition.ALWAYS);
    }

    private Attributes put(String path, int mode, NewContent content, Condition condition) {
        var put = new PutRequest(
                at(path),
                PutRequest.Parents.REQUIRED,
                content,
                TestShard.TAG,
                mode,
                Map.of(),
                PutRequest.XattrPolicy.KEEP_OTHERS,
                Optional.empty(),
                condition);
        return shard.namespace().put(context(), put).attributes();
    }

    Attributes unlink(String path) {
        return remove(path, FileRef.Want.NOT_DIRECTORY);
    }

    Attributes rmdir(String path) {
        return remove(path, FileRef.Want.DIRECTORY);
    }

    private Attributes remove(String path, FileRef.Want want) {
        return shard.namespace()
                .remove(context(), new RemoveRequest(at(path), want, RemoveRequest.Emptied.KEEP, Condition.ALWAYS));
    }

    void rename(String from, String to) {
        rename(from, to, RenameMode.REPLACE);
    }

    void rename(String from, String to, RenameMode mode) {
        shard.namespace().rename(context(), at(from), at(to), mode);
    }

    Attributes link(String file, String name) {
        return shard.namespace().link(context(), ref(file), at(name)).attributes();
    }

    Attributes stat(String path) {
        FileRef file = path.isEmpty() ? top() : ref(path);
        return shard.namespace().lookup(context(), file, Set.of()).attributes();
    }

    private static FileRef top() {
        return FileRef.inode(InodeNumber.ROOT);
    }

    Bytes readlink(String path) {
        return Optional.ofNullable(
                        shard.namespace().lookup(context(), ref(path), Set.of()).symlinkTarget())
                .orElseThrow();
    }

    /** Plans a read, which is what needs permission. */
    void read(String path) {
        shard.contents().plan(context(), ref(path), 0, Long.MAX_VALUE, Set.of());
    }

    List<String> list(String path) {
        return entries(path, 1000).stream()
                .map(entry -> entry.name().toString())
                .toList();
    }

    /** All entries, in pages of a size. */
    List<Entry> entries(String path, int pageSize) {
        FileRef directory = path.isEmpty() ? top() : ref(path);
        List<Entry> entries = new ArrayList<>();
        Optional<EntryCursor> after = Optional.empty();
        do {
            EntryPage page = shard.namespace().list(context(), directory, after, pageSize);
            entries.addAll(page.entries());
            after = page.next();
        } while (after.isPresent());
        return entries;
    }

    Attributes chmod(String path, int mode) {
        return change(path, Optional.of(mode), Optional.empty(), Optional.empty());
    }

    Attributes chown(String path, int uid, int gid) {
        return change(path, Optional.empty(), Optional.of(uid), Optional.of(gid));
    }

    Attributes chgrp(String path, int gid) {
        return change(path, Optional.empty(), Optional.empty(), Optional.of(gid));
    }

    private Attributes change(String path, Optional<Integer> mode, Optional<Integer> uid, Optional<Integer> gid) {
        return change(path, new AttributeChange(mode, uid, gid, Optional.empty(), Optional.empty()));
    }

    Attributes change(String path, AttributeChange change) {
        FileRef file = path.isEmpty() ? top() : ref(path);
        return shard.namespace().setAttributes(context(), file, change).attributes();
    }

    Attributes touch(String path) {
        return shard.namespace().touch(context(), ref(path)).attributes();
    }

    Optional<Bytes> xattr(String path, String name) {
        Bytes bytes = Bytes.utf8(name);
        return Optional.ofNullable(shard.namespace()
                .lookup(context(), ref(path), Set.of(bytes))
                .xattrs()
                .get(bytes));
    }

    void setXattr(String path, String name, String value) {
        setXattr(path, name, Bytes.utf8(value), XattrMode.CREATE_OR_REPLACE);
    }

    void setXattr(String path, String name, Bytes value, XattrMode mode) {
        shard.namespace().setXattr(context(), ref(path), Bytes.utf8(name), value, mode);
    }

    void removeXattr(String path, String name) {
        shard.namespace().removeXattr(context(), ref(path), Bytes.utf8(name));
    }

    List<String> xattrNames(String path) {
        return shard.namespace().xattrNames(context(), ref(path)).stream()
                .map(Bytes::toString)
                .toList();
    }

    String acl(String path, AclType type) {
        return text(shard.acls().acl(context(), ref(path), type));
    }

    Attributes setAcl(String path, AclType type, String text) {
        return shard.acls().setAcl(context(), ref(path), type, acl(text));
    }

    Attributes removeAcl(String path, AclType type) {
        return shard.acls().removeAcl(context(), ref(path), type);
    }

    /** Entries as setfacl writes them, such as {@code u::rwx,u:22222:rw-,g::r-x,m::rwx,o::r-x}. */
    static Acl acl(String text) {
        return new Acl(Stream.of(text.split(",")).map(PosixCalls::entry).toList());
    }

    private static AclEntry entry(String text) {
        String[] parts = text.split(":", -1);
        boolean isNamed = !parts[1].isEmpty();
        AclEntry.Kind kind = switch (parts[0]) {
            case "u" -> isNamed ? AclEntry.Kind.USER : AclEntry.Kind.OWNER;
            case "g" -> isNamed ? AclEntry.Kind.GROUP : AclEntry.Kind.OWNING_GROUP;
            case "m" -> AclEntry.Kind.MASK;
            case "o" -> AclEntry.Kind.OTHER;
            default -> throw new IllegalArgumentException(text);
        };
        int bits =
                (parts[2].contains("r") ? 4 : 0) | (parts[2].contains("w") ? 2 : 0) | (parts[2].contains("x") ? 1 : 0);
        return new AclEntry(kind, isNamed ? Integer.parseInt(parts[1]) : 0, bits);
    }

    static String text(Acl acl) {
        return String.join(",", acl.entries().stream().map(PosixCalls::text).toList());
    }

    private static String text(AclEntry entry) {
        String who = switch (entry.kind()) {
            case OWNER -> "u:";
            case USER -> "u:" + entry.id();
            case OWNING_GROUP -> "g:";
            case GROUP -> "g:" + entry.id();
            case MASK -> "m:";
            case OTHER -> "o:";
        };
        int bits = entry.permissions();
        return who + ":" + ((bits & 4) != 0 ? "r" : "-") + ((bits & 2) != 0 ? "w" : "-")
                + ((bits & 1) != 0 ? "x" : "-");
    }

    /** A file that may not be changed; no call of the namespace sets that. */
    void retain(String path) {
        shard.step(transaction -> {
            var inode = transaction.resolve(ref(path), caller);
            inode.isRetained = true;
            transaction.store(inode);
            return true;
        });
    }

    static void assertRefused(ErrorCode code, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CairnException.class,
                        refusal -> Assertions.assertThat(refusal.code())
                                .as(refusal.getMessage())
                                .isEqualTo(code));
    }

    static void assertRefused(ErrorCode code, String reason, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call).isInstanceOfSatisfying(CairnException.class, refusal -> {
            Assertions.assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
            Assertions.assertThat(refusal.reason()).isEqualTo(reason);
        });
    }
}
