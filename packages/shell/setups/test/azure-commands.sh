#!/bin/sh
# If a command fails, correct what it says and go on from there.
set -eu

# Set these first.
: "${ENVIRONMENT_CONTOSO_K8S_CONTROL_PLANE_DEV_SUBJECT:?subject of environment contoso/k8s-control-plane dev}"
: "${HTTPS_KEY:?the key for the GitOps repository, that init was given}"

# What Azure has just made is not found everywhere for some minutes.
retry() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 40 ] || return 1
    sleep 15
  done
}

# azure-application it's $(whoami)
CLIENT_ID=$(az ad app create --display-name 'it'\''s $(whoami)' --query appId --output tsv)
PRINCIPAL_ID=$(az ad sp show --id "$CLIENT_ID" --query id --output tsv 2>/dev/null || retry az ad sp create --id "$CLIENT_ID" --query id --output tsv)
TENANT_ID=$(az account show --query tenantId --output tsv)

# federated-credential dev
credential=$(cat <<END
{"name":"github-dev","issuer":"https://token.actions.githubusercontent.com","subject":"$ENVIRONMENT_CONTOSO_K8S_CONTROL_PLANE_DEV_SUBJECT","audiences":["api://AzureADTokenExchange"]}
END
)
retry az ad app federated-credential create --id "$CLIENT_ID" --parameters "$credential" --output none

# azure-role k8s check
ROLE_ID=$(az role definition create --role-definition @- --query id --output tsv <<'END'
{"Name":"k8s check `id`","Description":"Reads what Flux configurations report, and nothing else.","Actions":["Microsoft.KubernetesConfiguration/fluxConfigurations/read"],"AssignableScopes":["/subscriptions/00000000-0000-0000-0000-000000000001"]}
END
)

# role-assignment k8s check
retry az role assignment create --role "$ROLE_ID" --scope /subscriptions/00000000-0000-0000-0000-000000000001 --assignee-object-id "$PRINCIPAL_ID" --assignee-principal-type ServicePrincipal --output none

# resource-group k8s-rg
az group create --name k8s-rg --location westeurope --output none --tags kalypso-setup="$(date +%s)-$$"

# aks-cluster drone
az aks create --resource-group k8s-rg --name drone --location westeurope --node-count 1 --node-vm-size Standard_B2s --no-ssh-key --output none

# aks-cluster large
az aks create --resource-group k8s-rg --name large --location westeurope --node-count 1 --node-vm-size Standard_B2s --no-ssh-key --output none

# aks-cluster small
az aks create --resource-group k8s-rg --name small --location westeurope --node-count 1 --node-vm-size Standard_B2s --no-ssh-key --output none

az extension add --name k8s-configuration --yes
az provider register --namespace Microsoft.KubernetesConfiguration --wait

# flux-configuration drone dev
az k8s-configuration flux create --resource-group k8s-rg --cluster-name drone --cluster-type managedClusters --name platform-dev --namespace flux-system --scope cluster --kind git --url https://github.com/contoso/platform-gitops --branch dev --interval 2m --kustomization name=cluster path=./drone prune=true sync_interval=2m --output none

# flux-configuration large dev
printf '%s' "$HTTPS_KEY" | az k8s-configuration flux create --resource-group k8s-rg --cluster-name large --cluster-type managedClusters --name platform-dev --namespace flux-system --scope cluster --kind git --url https://github.com/contoso/platform-gitops --branch dev --interval 2m --https-user git --kustomization name=cluster path=./large prune=true sync_interval=2m --output none --https-key @-

# flux-configuration small dev
az k8s-configuration flux create --resource-group k8s-rg --cluster-name small --cluster-type managedClusters --name platform-dev --namespace flux-system --scope cluster --kind git --url https://github.com/contoso/platform-gitops --branch dev --interval 2m --kustomization name=cluster path=./small prune=true sync_interval=2m --output none

# cluster-secret large
folder=$(mktemp -d)
cat > "$folder/repo-secret.yaml" <<END
apiVersion: v1
kind: Secret
metadata:
  name: repo-secret
  namespace: flux-system
type: Opaque
stringData:
  username: git
  password: "$HTTPS_KEY"
END
az aks command invoke --resource-group k8s-rg --name large --command 'kubectl apply --filename repo-secret.yaml' --output none --file "$folder/repo-secret.yaml"
rm -r "$folder"

# What GitHub's variables need.
printf '%s: %s\n' 'clientId of azure-application it'\''s $(whoami)' "$CLIENT_ID"
printf '%s: %s\n' 'principalId of azure-application it'\''s $(whoami)' "$PRINCIPAL_ID"
printf '%s: %s\n' 'tenantId of azure-application it'\''s $(whoami)' "$TENANT_ID"
printf '%s: %s\n' 'roleId of azure-role k8s check' "$ROLE_ID"
