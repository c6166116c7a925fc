package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.Quotas;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Quota rules that limit nothing. All state is guarded by this object's monitor. */
public final class FakeQuotas implements Quotas {

    private final TreeSet<QuotaRule> rules = new TreeSet<>();

    @Override
    public synchronized void add(CallContext context, List<QuotaRule> added) {
        FakeTaggedAttributes.requireAdmin(context);
        if (added.stream().anyMatch(rules::contains)) {
            throw new CairnException(ErrorCode.EEXIST, "quota-rule", "it exists already");
        }
        rules.addAll(added);
    }

    @Override
    public synchronized void remove(CallContext context, List<QuotaRule> removed) {
        FakeTaggedAttributes.requireAdmin(context);
        if (!rules.containsAll(removed)) {
            throw new CairnException(ErrorCode.ENOENT, "quota-rule", "there is no such rule");
        }
        removed.forEach(rules::remove);
    }

    @Override
    public synchronized List<QuotaRule> list(CallContext context, Optional<QuotaRule> after, int limit) {
        FakeTaggedAttributes.requireAdmin(context);
        var behind = after.isPresent() ? rules.headSet(after.get(), false) : rules;
        return behind.descendingSet().stream().limit(limit).toList();
    }
}
