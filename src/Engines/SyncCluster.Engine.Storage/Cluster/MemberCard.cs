namespace SyncCluster.Engine.Storage.Cluster;

/// <summary>What a process says of itself when it joins a cluster.</summary>
/// <param name="Id">Its own, new with every start.</param>
/// <param name="ServiceId">Whose state the database holds.</param>
/// <param name="ClusterId">Which cluster it belongs to.</param>
/// <param name="Role">What it does: silo, web or all.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Address">Where the others reach it.</param>
/// <param name="Configuration">Hash of what it works by; never a secret.</param>
/// <param name="Program">Version of the program, for people.</param>
/// <param name="Contract">The newest form of calls that it speaks.</param>
/// <param name="UnderstandsFrom">The oldest form of calls that it still understands.</param>
public sealed record MemberCard(
    Guid Id, string ServiceId, string ClusterId, string Role, string Name, string Address, string Configuration, string Program, int Contract, int UnderstandsFrom);

/// <summary>A member as another one sees it.</summary>
/// <param name="Member">What it said of itself.</param>
/// <param name="JoinedAt">When it came, by the database's clock.</param>
/// <param name="SeenAt">When it was heard of last, by the database's clock.</param>
public sealed record SeenMember(MemberCard Member, DateTimeOffset JoinedAt, DateTimeOffset SeenAt);

/// <summary>What was agreed upon in a database.</summary>
/// <param name="ServiceId">Whose state it holds.</param>
/// <param name="Configuration">The configuration that a member was let in with last, or that was accepted deliberately.</param>
public sealed record ClusterAgreement(string ServiceId, string Configuration);

/// <summary>The cluster would not have this process; the message says why and what to do.</summary>
public sealed class ClusterRefusedException(string message) : Exception(message);
