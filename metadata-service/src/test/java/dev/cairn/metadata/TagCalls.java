package dev.cairn.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.SearchPage;
import dev.cairn.api.metadata.Total;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** One client's calls around tagged attributes and quotas, in short forms. One thread; several clients may share a shard. */
final class TagCalls {

    private static final AtomicLong CLIENTS = new AtomicLong();
    private static final InodeNumber LAST = new InodeNumber(-1);

    private final TestShard shard;
    private final Map<InodeNumber, Handle> held = new HashMap<>();
    private final UUID session = new UUID(21, CLIENTS.incrementAndGet());
    private long request;

    TagCalls(TestShard shard) {
        this.shard = shard;
    }

    CallContext context() {
        return context(Caller.system());
    }

    CallContext context(Caller caller) {
        return new CallContext(
                caller, new RequestId(session, 0, ++request), Deadline.in(Duration.ofSeconds(20), shard.clock));
    }

    static Map<Bytes, Bytes> attributes(String... namesAndValues) {
        Map<Bytes, Bytes> attributes = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(Bytes.utf8(namesAndValues[i]), Bytes.utf8(namesAndValues[i + 1]));
        }
        return attributes;
    }

    /** Makes a file that has attributes from the beginning. */
    InodeNumber put(String path, String... namesAndValues) {
        return put(Caller.system(), path, new NewContent.Empty(), attributes(namesAndValues));
    }

    InodeNumber put(Caller caller, String path, NewContent content, Map<Bytes, Bytes> attributes) {
        var put = new PutRequest(
                TestShard.path(path),
                PutRequest.Parents.REQUIRED,
                content,
                TestShard.TAG,
                0644,
                attributes,
                PutRequest.XattrPolicy.KEEP_OTHERS,
                Optional.empty(),
                Condition.ALWAYS);
        return shard.namespace().put(context(caller), put).attributes().inode();
    }

    void delete(String path) {
        delete(Caller.system(), path);
    }

    void delete(Caller caller, String path) {
        var removal =
                new RemoveRequest(TestShard.path(path), FileRef.Want.ANY, RemoveRequest.Emptied.KEEP, Condition.ALWAYS);
        shard.namespace().remove(context(caller), removal);
    }

    /** Keeps an inode reachable when it loses its names, until {@link #letGo}. */
    void hold(InodeNumber inode) {
        held.put(inode, new OpenCalls(shard).open(FileRef.inode(inode)));
    }

    boolean isHeld(InodeNumber inode) {
        return held.containsKey(inode);
    }

    void letGo() {
        held.values().forEach(new OpenCalls(shard)::close);
        held.clear();
    }

    private FileRef ref(InodeNumber inode) {
        Handle handle = held.get(inode);
        return handle == null ? FileRef.inode(inode) : FileRef.handle(handle.id());
    }

    void set(InodeNumber inode, String name, String value) {
        set(Caller.system(), inode, name, value, XattrMode.CREATE_OR_REPLACE);
    }

    void set(Caller caller, InodeNumber inode, String name, String value, XattrMode mode) {
        shard.namespace().setXattr(context(caller), ref(inode), Bytes.utf8(name), Bytes.utf8(value), mode);
    }

    void remove(InodeNumber inode, String name) {
        remove(Caller.system(), inode, name);
    }

    void remove(Caller caller, InodeNumber inode, String name) {
        shard.namespace().removeXattr(context(caller), ref(inode), Bytes.utf8(name));
    }

    /** All inodes with an attribute, in pages. */
    List<InodeNumber> search(String name, int pageSize) {
        List<InodeNumber> found = new ArrayList<>();
        InodeNumber from = new InodeNumber(0);
        while (true) {
            SearchPage page = shard.taggedAttributes().search(context(), Bytes.utf8(name), from, LAST, pageSize);
            found.addAll(page.inodes());
            if (page.isEnd() || page.inodes().isEmpty()) {
                return found;
            }
            from = new InodeNumber(page.inodes().getLast().value() + 1);
        }
    }

    List<InodeNumber> search(String name) {
        return search(name, 10_000);
    }

    /** All totals as {@code a.b.c = sum, count}. */
    List<String> totals() {
        return totals(10_000);
    }

    List<String> totals(int pageSize) {
        List<String> all = new ArrayList<>();
        Optional<TotalName> from = Optional.of(TotalName.FIRST);
        while (from.isPresent()) {
            List<Total> page = shard.taggedAttributes().totals(context(), from.get(), pageSize);
            page.forEach(total -> all.add(text(total)));
            from = page.isEmpty() ? Optional.empty() : page.getLast().name().next();
        }
        return all;
    }

    static String text(Total total) {
        return "%s = %d, %d".formatted(total.name(), total.sum(), total.count());
    }

    void inject(TotalName name, long sum, long count) {
        shard.taggedAttributes().inject(context(), name, sum, count);
    }

    List<IndexPosition> index(IndexPosition from, IndexPosition to) {
        return shard.taggedAttributes().index(context(), from, to, 10_000);
    }

    List<IndexPosition> index() {
        return index(IndexPosition.FIRST, IndexPosition.LAST);
    }

    /** Hidden names in pages of one size. */
    List<String> hidden(InodeNumber inode, int pageSize) {
        List<String> names = new ArrayList<>();
        Optional<Bytes> after = Optional.empty();
        do {
            var page = shard.taggedAttributes().hidden(context(), ref(inode), after, pageSize);
            page.names().forEach(name -> names.add(name.toString()));
            after = page.next();
        } while (after.isPresent());
        return names;
    }

    /** The names of the normal listing. */
    List<String> listed(InodeNumber inode) {
        return shard.namespace().xattrNames(context(), ref(inode)).stream()
                .map(Bytes::toString)
                .toList();
    }

    void addRules(String... rules) {
        shard.quotas()
                .add(context(), List.of(rules).stream().map(QuotaRule::parse).toList());
    }

    void removeRules(String... rules) {
        shard.quotas()
                .remove(context(), List.of(rules).stream().map(QuotaRule::parse).toList());
    }

    List<String> rules() {
        return rules(10_000);
    }

    List<String> rules(int pageSize) {
        List<String> all = new ArrayList<>();
        Optional<QuotaRule> after = Optional.empty();
        while (true) {
            List<QuotaRule> page = shard.quotas().list(context(), after, pageSize);
            page.forEach(rule -> all.add(rule.text()));
            if (page.size() < pageSize) {
                return all;
            }
            after = Optional.of(page.getLast());
        }
    }

    /** Sets the project of an inode, which only the administrator's calls can. */
    void setProject(InodeNumber number, long project) {
        shard.core().step(transaction -> {
            var inode = transaction.inode(number);
            inode.project = project;
            transaction.store(inode);
            return true;
        });
    }
}
