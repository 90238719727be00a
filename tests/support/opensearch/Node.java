import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One OpenSearch node as a process of its own: java -cp 'lib/*' Node.java NAME FOLDER HTTP TRANSPORT SEEDS MANAGERS. */
public class Node {
    public static void main(String[] args) throws Exception {
        String name = args[0];
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("node.name", name);
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", args[2]);
            settings.put("transport.port", args[3]);
            settings.put("discovery.type", "zen");
            settings.putList("discovery.seed_hosts", args[4].split(","));
            settings.putList("cluster.initial_cluster_manager_nodes", args[5].split(","));
            // A dead node is noticed in seconds, not half a minute: tests kill nodes.
            settings.put("cluster.fault_detection.leader_check.interval", "500ms");
            settings.put("cluster.fault_detection.leader_check.timeout", "2s");
            settings.put("cluster.fault_detection.follower_check.interval", "500ms");
            settings.put("cluster.fault_detection.follower_check.timeout", "2s");
            settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
            // Two hundred words in headline and text, in four analyses each (docs/cluster.md).
            settings.put("indices.query.bool.max_clause_count", "8192");
            settings.put("search.max_buckets", "500000");
        });
        runner.build(OpenSearchRunner.newConfigs().clusterName("dateline-test").numOfNode(1).basePath(args[1]));
        System.out.println("started " + name);
        new CountDownLatch(1).await();
    }
}
