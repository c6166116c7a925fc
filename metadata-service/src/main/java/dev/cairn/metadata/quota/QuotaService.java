package dev.cairn.metadata.quota;

import dev.cairn.api.CallContext;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.Quotas;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The quota rules of a shard. Each stands in rule order, and by what it selects, and is counted by its shape. */
public final class QuotaService implements Quotas {

    private static final byte[] EMPTY = {};

    private final Shard shard;

    public QuotaService(Shard shard) {
        this.shard = shard;
    }

    @Override
    public void add(CallContext context, List<QuotaRule> rules) {
        change(context, rules, (transaction, rule) -> {
            byte[] encoded = RuleCodec.encode(rule);
            if (transaction.changes().get(Keys.quotaRule(encoded)) != null) {
                throw new CairnException(
                        ErrorCode.EEXIST, "quota-rule", "the rule \"" + rule.text() + "\" exists already");
            }
            transaction.changes().put(Keys.quotaRule(encoded), EMPTY);
            transaction.changes().put(selectionKey(rule, encoded), EMPTY);
            count(transaction, rule, 1);
        });
    }

    @Override
    public void remove(CallContext context, List<QuotaRule> rules) {
        change(context, rules, (transaction, rule) -> {
            byte[] encoded = RuleCodec.encode(rule);
            if (transaction.changes().get(Keys.quotaRule(encoded)) == null) {
                throw new CairnException(ErrorCode.ENOENT, "quota-rule", "there is no rule \"" + rule.text() + "\"");
            }
            transaction.changes().delete(Keys.quotaRule(encoded));
            transaction.changes().delete(selectionKey(rule, encoded));
            count(transaction, rule, -1);
        });
    }

    private void change(CallContext context, List<QuotaRule> rules, BiConsumer<ShardTransaction, QuotaRule> change) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        if (rules.size() > MetadataLimits.QUOTA_RULES_PER_CALL_MAX) {
            throw new CairnException(
                    ErrorCode.E2BIG,
                    "quota-rule",
                    "a call changes at most " + MetadataLimits.QUOTA_RULES_PER_CALL_MAX + " rules");
        }
        rules.forEach(QuotaRule::requireValid);
        shard.change(context, Answers.DONE, transaction -> {
            rules.forEach(rule -> change.accept(transaction, rule));
            return true;
        });
    }

    private static byte[] selectionKey(QuotaRule rule, byte[] encoded) {
        byte[] selection = Selection.of(rule);
        byte[] key = new byte[selection.length + encoded.length];
        System.arraycopy(selection, 0, key, 0, selection.length);
        System.arraycopy(encoded, 0, key, selection.length, encoded.length);
        return Keys.quotaSelection(key);
    }

    private static void count(ShardTransaction transaction, QuotaRule rule, long delta) {
        long[] deltas = new long[Selection.SHAPES * QuotaRule.Operation.values().length];
        deltas[Selection.index(rule.operation(), Selection.shape(rule))] = delta;
        transaction.changes().add(Keys.quotaShapes(), deltas);
    }

    @Override
    public List<QuotaRule> list(CallContext context, Optional<QuotaRule> after, int limit) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        if (limit < 0) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "a page cannot have " + limit + " entries");
        }
        int most = Math.min(limit, MetadataLimits.PAGE_ENTRIES_MAX);
        byte[] zone = Keys.quotaRules();
        byte[] below = after.map(RuleCodec::encode).map(Keys::quotaRule).orElse(Keys.behind(zone));
        return shard.read(files -> {
            List<QuotaRule> rules = new ArrayList<>();
            Cursor cursor = files.items().scanBackward(below, zone);
            while (rules.size() < most && cursor.next()) {
                rules.add(RuleCodec.decode(cursor.key()));
            }
            return rules;
        });
    }
}
