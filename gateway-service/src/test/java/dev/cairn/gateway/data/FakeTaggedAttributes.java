package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.HiddenPage;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.SearchPage;
import dev.cairn.api.metadata.TaggedAttributes;
import dev.cairn.api.metadata.Total;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tagged attributes as a test sets them up. All state is guarded by this object's monitor. */
public final class FakeTaggedAttributes implements TaggedAttributes {

    public final TreeMap<Bytes, TreeSet<InodeNumber>> searched = new TreeMap<>();
    public final TreeMap<TotalName, Total> totals = new TreeMap<>();
    public final TreeSet<IndexPosition> positions = new TreeSet<>();
    public final TreeSet<Bytes> hidden = new TreeSet<>();

    static void requireAdmin(CallContext context) {
        if (!context.caller().has(Privilege.VOLUME_ADMIN)) {
            throw new CairnException(ErrorCode.EPERM, "privilege", "the call needs VOLUME_ADMIN");
        }
    }

    @Override
    public synchronized SearchPage search(
            CallContext context, Bytes name, InodeNumber from, InodeNumber to, int limit) {
        requireAdmin(context);
        if (limit == 0 || from.compareTo(to) > 0) {
            return new SearchPage(List.of(), false);
        }
        TreeSet<InodeNumber> inodes = searched.getOrDefault(name, new TreeSet<>());
        List<InodeNumber> found = List.copyOf(inodes.subSet(from, true, to, true));
        return new SearchPage(found.stream().limit(limit).toList(), found.size() <= limit);
    }

    @Override
    public synchronized List<Total> totals(CallContext context, TotalName from, int limit) {
        requireAdmin(context);
        return totals.tailMap(from, true).values().stream().limit(limit).toList();
    }

    @Override
    public synchronized void inject(CallContext context, TotalName name, long sum, long count) {
        requireAdmin(context);
        totals.merge(
                name,
                new Total(name, sum, count),
                (old, added) -> new Total(name, old.sum() + added.sum(), old.count() + added.count()));
    }

    @Override
    public synchronized List<IndexPosition> index(
            CallContext context, IndexPosition from, IndexPosition to, int limit) {
        requireAdmin(context);
        if (from.compareTo(to) > 0) {
            throw new CairnException(ErrorCode.EINVAL, "range", "not a range");
        }
        return positions.subSet(from, true, to, true).stream().limit(limit).toList();
    }

    @Override
    public synchronized HiddenPage hidden(CallContext context, FileRef file, Optional<Bytes> after, int limit) {
        List<Bytes> behind = List.copyOf(hidden.tailSet(after.orElse(Bytes.EMPTY), false));
        List<Bytes> page = behind.stream().limit(limit).toList();
        return new HiddenPage(page, page.size() < behind.size() ? Optional.of(page.getLast()) : Optional.empty());
    }
}
