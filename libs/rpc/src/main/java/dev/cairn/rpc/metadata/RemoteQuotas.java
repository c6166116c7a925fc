package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.context;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.Quotas;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.QuotasGrpc.QuotasBlockingStub;
import dev.cairn.rpc.proto.TagsProto;
import java.util.List;
import java.util.Optional;

/** The quota rules of a shard in another process. */
final class RemoteQuotas implements Quotas {

    private final Calls<QuotasBlockingStub> calls;

    RemoteQuotas(Calls<QuotasBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public void add(CallContext context, List<QuotaRule> rules) {
        var request = request(context, rules);
        calls.call(context, stub -> stub.addRules(request));
    }

    @Override
    public void remove(CallContext context, List<QuotaRule> rules) {
        var request = request(context, rules);
        calls.call(context, stub -> stub.removeRules(request));
    }

    private static TagsProto.QuotaRulesRequest request(CallContext context, List<QuotaRule> rules) {
        return TagsProto.QuotaRulesRequest.newBuilder()
                .setContext(context(context))
                .addAllRules(rules.stream().map(TagMessages::rule).toList())
                .build();
    }

    @Override
    public List<QuotaRule> list(CallContext context, Optional<QuotaRule> after, int limit) {
        var request = TagsProto.ListQuotaRulesRequest.newBuilder()
                .setContext(context(context))
                .setLimit(limit);
        after.ifPresent(rule -> request.setAfter(TagMessages.rule(rule)));
        return calls.call(context, stub -> stub.listRules(request.build())).getRulesList().stream()
                .map(TagMessages::readRule)
                .toList();
    }
}
